import { balancedAccuracy, classificationReport, confusionFromCounts, CurveSet, rateAt } from '@surprisal/core';
import { networkText } from '../derive/runLabels.js';
import type { Run } from '../model/run.js';
import type { CurveOrigin, CurveTrouble, Settings } from './curveOrigin.js';
import { flatSettings } from './flatSettings.js';

/** Classes whose recall is drawn, each for itself; and counts of the matrices of all epochs that are read for curves. */
const MOST_CLASSES = 20;
const MOST_COUNTS = 2 ** 22;

/** The curves of one of our own runs: of its batches, and of its epochs where their last batch stands. */
export class TrainedCurves implements CurveOrigin {
  readonly source = 'trained';
  version = 0;
  private set = new CurveSet('entry', false);
  private seen: unknown[] = [];
  private missing: string | undefined;

  constructor(
    private readonly run: Run,
    readonly place: string,
    /** Whether a person gave its title. */
    private readonly isNamed: (run: Run) => boolean = () => true,
  ) {}

  get named(): boolean {
    return this.isNamed(this.run);
  }

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
    const { version: _, ...config } = this.run.config;
    return flatSettings({ ...config, network: networkText(this.run) });
  }

  get scalars(): CurveSet['scalars'] {
    return this.set.scalars;
  }

  get troubles(): readonly CurveTrouble[] {
    return this.missing === undefined ? [] : [{ kind: 'refused', file: this.place, reason: this.missing }];
  }

  async update(): Promise<void> {
    const { run } = this;
    await run.curves.load();
    if (run.classes.length ** 2 * run.epochs.length <= MOST_COUNTS) await run.loadMatrices();
    const now = [run.curves.count, run.progress, run.status, run.epochs.length, run.epochs.at(-1)];
    if (this.seen.length > 0 && now.every((value, i) => value === this.seen[i])) return;
    this.seen = now;
    this.set = new CurveSet('entry', false);
    this.addBatches();
    this.addEpochs();
    this.version++;
  }

  private addBatches(): void {
    const { set, run } = this;
    const { batchesPerEpoch: batches } = run.summary();
    const { optimiser, epochs } = run.config;
    const beside = (step: number): { epoch?: number } => (batches > 0 ? { epoch: step / batches } : {});
    this.missing = run.curves.each(
      (step, value) => {
        set.add('train/loss', step, value, step, beside(step));
        if (batches > 0) set.add('train/lr', step, rateAt(optimiser, step - 1, epochs * batches), step, beside(step));
      },
      (step, value) => set.add('train/accuracy', step, value, step, beside(step)),
    );
  }

  private addEpochs(): void {
    const { set, run } = this;
    for (const record of run.epochs) {
      const { epoch, step, validationLoss, validationAccuracy, testLoss, testAccuracy, confusion } = record;
      const add = (name: string, value: number | null | undefined): void => {
        if (value != null) set.add(name, step, value, epoch, { epoch });
      };
      add('valid/loss', validationLoss);
      add('valid/accuracy', validationAccuracy);
      add('test/loss', testLoss);
      add('test/accuracy', testAccuracy);
      if (confusion.length === 0) continue;
      const matrix = confusionFromCounts(confusion, run.classes);
      const { classes, macro } = classificationReport(matrix);
      add('test/balanced accuracy', balancedAccuracy(matrix));
      add('test/macro F1', macro.f1);
      if (classes.length > MOST_CLASSES) continue;
      const names = classes.map(({ label }) => String(label).slice(0, 100));
      const alike = new Set(names).size < names.length;
      for (const [i, { recall }] of classes.entries()) add(`recall/${names[i]}${alike ? ` (${i})` : ''}`, recall);
    }
  }
}
