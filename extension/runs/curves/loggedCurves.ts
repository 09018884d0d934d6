import { CurveSet } from '@surprisal/core';
import type { LoggedRun } from '../model/loggedRun.js';
import type { ScalarSeries } from '../model/scalarSeries.js';
import type { CurveOrigin, CurveTrouble, Settings } from './curveOrigin.js';
import { flatSettings } from './flatSettings.js';

/** The curves of a run that another program logs: what it logged by step, and with its epochs. */
export class LoggedCurves implements CurveOrigin {
  readonly source = 'logged';
  readonly named = true;
  version = 0;
  private set = new CurveSet('entry', false);
  /** What is taken already, by name: of which series, how many of its values, and how often it had forgotten some. */
  private taken = new Map<string, { of: ScalarSeries; count: number; cuts: number }>();
  private epochNames: string[] = [];
  private seen = -1;

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
    const records = this.run.problems.map(({ file, line, found, expected }) => ({
      kind: 'record' as const,
      file,
      line,
      found,
      expected,
    }));
    return [...records, ...this.set.problems.map((each) => ({ kind: 'problem' as const, file: this.place, ...each }))];
  }

  async update(): Promise<void> {
    const { run } = this;
    await run.loadSteps();
    if (run.version === this.seen) return;
    this.seen = run.version;
    // These are few and are put together anew, so none of them stands among what is logged by step.
    for (const name of this.epochNames) this.set.drop(name);
    // A restart may have cut values and added others in their place.
    if ([...this.taken].some(([name, { of, cuts }]) => run.scalars.get(name) !== of || of.cuts !== cuts)) {
      this.set = new CurveSet('entry', false);
      this.taken = new Map();
    }
    for (const [name, of] of run.scalars) {
      const { steps, values } = of.copy(Math.max(0, (this.taken.get(name)?.count ?? 0) - 1));
      for (let i = 0; i < steps.length; i++) {
        const time = run.times.valueAt(steps[i]);
        this.set.add(name, steps[i], values[i], i, time === undefined ? {} : { time: time / 1000 });
      }
      this.taken.set(name, { of, count: of.size, cuts: of.cuts });
    }
    this.addEpochs();
    this.version++;
  }

  private addEpochs(): void {
    const { epochs, scalars } = this.run;
    const names = new Set(epochs.flatMap((epoch) => [...epoch.scalars.keys()]));
    this.epochNames = [];
    for (const name of names) {
      let shown = name;
      while (scalars.has(shown) || (shown !== name && names.has(shown))) shown += ' (epochs)';
      this.epochNames.push(shown);
      for (const { epoch, step, time, scalars: of } of epochs) {
        const value = of.get(name);
        const beside = time === undefined ? { epoch } : { epoch, time: time / 1000 };
        if (value !== undefined) this.set.add(shown, step ?? epoch, value, epoch, beside);
      }
    }
  }
}
