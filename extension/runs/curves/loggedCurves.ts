import { CurveSet } from '@surprisal/core';
import type { LoggedRun } from '../model/loggedRun.js';
import type { CurveOrigin, CurveTrouble, Settings } from './curveOrigin.js';
import { flatSettings } from './flatSettings.js';

/** The curves of a run that another program logs: what it logged by step, and with its epochs. */
export class LoggedCurves implements CurveOrigin {
  readonly source = 'logged';
  readonly named = true;
  version = 0;
  private set = new CurveSet('entry', false);
  /** Values that are taken already, by name. */
  private taken = new Map<string, number>();
  private seen = -1;
  private restarts = 0;

  constructor(
    private readonly run: LoggedRun,
    readonly place: string,
  ) {}

  get id(): string {
    return this.run.id;
  }

  get title(): string {
    return this.run.title;
  }

  get live(): boolean {
    return this.run.active;
  }

  get settings(): Settings {
    return flatSettings(this.run.config);
  }

  get scalars(): CurveSet['scalars'] {
    return this.set.scalars;
  }

  get troubles(): readonly CurveTrouble[] {
    return this.run.problems.map(({ file, line, found, expected }) => ({
      kind: 'record',
      file,
      line,
      found,
      expected,
    }));
  }

  async update(): Promise<void> {
    const { run } = this;
    await run.loadSteps();
    if (run.version === this.seen) return;
    this.seen = run.version;
    const shorter = [...this.taken].some(([name, count]) => (run.scalars.get(name)?.size ?? 0) < count);
    if (shorter || run.problems.length !== this.restarts) {
      // A restart may have cut values and added others in their place.
      this.set = new CurveSet('entry', false);
      this.taken = new Map();
      this.restarts = run.problems.length;
    }
    for (const [name, series] of run.scalars) {
      const { steps, values } = series.copy(Math.max(0, (this.taken.get(name) ?? 0) - 1));
      for (let i = 0; i < steps.length; i++) {
        const time = run.times.valueAt(steps[i]);
        this.set.add(name, steps[i], values[i], i, time === undefined ? {} : { time: time / 1000 });
      }
      this.taken.set(name, series.size);
    }
    this.addEpochs();
    this.version++;
  }

  private addEpochs(): void {
    const { epochs, scalars } = this.run;
    const names = new Set(epochs.flatMap((epoch) => [...epoch.scalars.keys()]));
    for (const name of names) {
      const shown = scalars.has(name) ? `${name} (epochs)` : name;
      this.set.scalars.delete(shown);
      for (const { epoch, step, time, scalars: of } of epochs) {
        const value = of.get(name);
        const beside = time === undefined ? { epoch } : { epoch, time: time / 1000 };
        if (value !== undefined) this.set.add(shown, step ?? epoch, value, epoch, beside);
      }
    }
  }
}
