import type { Predictions, ScoreKind } from '@surprisal/core';
import type { StoredScores } from '../predictions/storedScores.js';
import { ScalarSeries } from './scalarSeries.js';

/** `silent`: its record says that it runs, and its writer gave no sign for 40 s; perhaps it has ended. */
export type LoggedStatus = 'running' | 'silent' | 'finished' | 'stopped' | 'failed';

/** A file of a run as its record names it; what it says of it is checked. */
export interface LoggedFile {
  file: string;
  bytes?: number | undefined;
  sha256?: string | undefined;
}

/** The files that an epoch names. */
export interface EpochFiles {
  labels?: LoggedFile | undefined;
  predicted?: LoggedFile | undefined;
  scores?: (LoggedFile & { of: ScoreKind }) | undefined;
  confusion?: LoggedFile | undefined;
  checkpoint?: LoggedFile | undefined;
}

export interface LoggedEpoch {
  /** From 1; numbers may be missing. */
  epoch: number;
  step: number | undefined;
  /** Milliseconds since 1970, by the clock of the writer. */
  time: number | undefined;
  /** What was logged of it by name, such as `val_loss`. */
  scalars: ReadonlyMap<string, number>;
  files: EpochFiles;
  /** What can be read of it now: scores that it names may not have been kept. */
  has: { predictions: boolean; scores: boolean; matrix: boolean };
}

/** What is wrong in a record, and where. */
export interface RecordProblem {
  file: string;
  line?: number;
  found: string;
  expected: string;
}

/** What the items of a run are. */
export interface LoggedItems {
  count: number;
  /** Their pictures. */
  images: { width: number; height: number; channels: 1 | 3 } | null;
  /** What is known of each by name: `id`, `file`, `text`. */
  names: readonly string[];
  /** Names of their features. */
  columns: readonly string[] | null;
}

export interface LoggedPicture {
  width: number;
  height: number;
  channels: 1 | 3;
  /** `height * width * channels`, row by row, colours side by side. */
  pixels: Uint8Array;
}

/** Reads what a run has in files; it throws what is wrong with one, by its name. */
export interface LoggedContents {
  /** Scores, where it has any, only where they are wanted. */
  predictions(epoch: LoggedEpoch, withScores?: boolean): Promise<Predictions>;
  /** Its scores where they are too many to be held; else null. */
  storedScores(epoch: LoggedEpoch): Promise<StoredScores | null>;
  /** The share of its items that it reads right. */
  accuracy(epoch: LoggedEpoch): Promise<number>;
  matrix(epoch: LoggedEpoch): Promise<{ classes: readonly string[]; counts: Uint32Array }>;
  items(): Promise<LoggedItems | null>;
  picture(index: number): Promise<LoggedPicture | null>;
  /** Names of the features. */
  columns(): Promise<readonly string[] | null>;
  features(index: number): Promise<Float64Array | null>;
  /** Reads what was logged by step, which a list does not need; from then on it is followed. */
  loadSteps(): Promise<void>;
}

/** How far a run is, where its writer said how far it is to go. */
export interface LoggedProgress {
  by: 'epochs' | 'steps';
  done: number;
  of: number;
}

/** Milliseconds of the writer's clock over which the speed is taken. */
const SPAN = 10_000;

/** A run of a training loop of someone else, as its record tells it, live while that loop writes. */
export class LoggedRun {
  readonly kind = 'logged';
  title = '';
  /** Milliseconds since 1970, by the clock of the writer. */
  began = 0;
  ended: number | undefined;
  status: LoggedStatus = 'running';
  /** Its writer gave a sign since this window looks at it; until then nothing is known of it but its record. */
  heard = false;
  message: string | undefined;
  /** Any JSON. */
  config: unknown;
  /** Empty where the record names none. */
  classes: readonly string[] = [];
  /** Whether its record names pictures of its items. */
  named = { images: false };
  counts: { train?: number | undefined; validation?: number | undefined; test?: number | undefined } = {};
  plannedEpochs: number | undefined;
  plannedSteps: number | undefined;
  parent: { id: string; epoch?: number | undefined } | undefined;
  /** What wrote it, such as `surprisal_run.py 1`. */
  logger: string | undefined;
  readonly epochs: LoggedEpoch[] = [];
  /** What was logged by step; complete once `loadSteps` has ended. */
  readonly scalars = new Map<string, ScalarSeries>();
  /** When each step that has a value was logged, in milliseconds since 1970, where its line says so. */
  readonly times = new ScalarSeries();
  /** What is wrong in the record; the rest of it can be read. */
  problems: readonly RecordProblem[] = [];
  /** Counts up whenever anything of it changed. */
  version = 0;
  /** Steps and times of the last lines, by the clock of the writer. */
  private recent: { step: number; time: number }[] = [];

  constructor(
    /** Of this window: the name of its folder, before which that of another folder of runs stands. */
    readonly id: string,
    /** The name of its folder. */
    readonly name: string,
    private readonly contents: LoggedContents,
  ) {}

  /** Its writer seems to live. */
  get active(): boolean {
    return this.status === 'running';
  }

  get lastStep(): number | undefined {
    return this.recent.at(-1)?.step;
  }

  get progress(): LoggedProgress | null {
    const { plannedEpochs, plannedSteps, lastStep, epochs } = this;
    if (plannedSteps && lastStep !== undefined)
      return { by: 'steps', done: Math.min(lastStep, plannedSteps), of: plannedSteps };
    return plannedEpochs
      ? { by: 'epochs', done: Math.min(epochs.at(-1)?.epoch ?? 0, plannedEpochs), of: plannedEpochs }
      : null;
  }

  /** Over the last seconds of the writer's clock; null where that is not known. */
  get stepsPerSecond(): number | null {
    const [first, last] = [this.recent.at(0), this.recent.at(-1)];
    if (!first || !last || last.time <= first.time || last.step <= first.step) return null;
    return (1000 * (last.step - first.step)) / (last.time - first.time);
  }

  /** The latest values by name: of the last epoch first, then those by step. */
  get latest(): ReadonlyMap<string, number> {
    const all = new Map(this.epochs.at(-1)?.scalars);
    for (const [name, { last }] of this.scalars) if (last && !all.has(name)) all.set(name, last.value);
    return all;
  }

  /** What was logged with the epochs under a name, by epoch. */
  epochSeries(name: string): ScalarSeries {
    const series = new ScalarSeries();
    for (const { epoch, scalars } of this.epochs) {
      const value = scalars.get(name);
      if (value !== undefined) series.add(epoch, value);
    }
    return series;
  }

  /** Labels beside what an epoch (the latest with any, where none is given) read; null where it has none. */
  async predictions(epoch?: number | null, withScores = true): Promise<Predictions | null> {
    const found = this.at(epoch, ({ predictions }) => predictions);
    return found ? this.contents.predictions(found, withScores) : null;
  }

  /** The scores of an epoch where they are too many to be held; null where it has few or none. */
  async storedScores(epoch: number): Promise<StoredScores | null> {
    const found = this.at(epoch, ({ predictions }) => predictions);
    return found ? this.contents.storedScores(found) : null;
  }

  /** The share of its items that an epoch reads right; null where that is not known. */
  async accuracy(epoch: number): Promise<number | null> {
    const found = this.at(epoch, ({ predictions }) => predictions);
    return found ? this.contents.accuracy(found) : null;
  }

  /** Counts of an epoch, `classes.length ** 2`, actual on the rows; null where it has none. */
  async matrix(epoch?: number | null): Promise<{ classes: readonly string[]; counts: Uint32Array } | null> {
    const found = this.at(epoch, ({ matrix }) => matrix);
    return found ? this.contents.matrix(found) : null;
  }

  items(): Promise<LoggedItems | null> {
    return this.contents.items();
  }

  /** Null where the run has no pictures. */
  picture(index: number): Promise<LoggedPicture | null> {
    return this.contents.picture(index);
  }

  columns(): Promise<readonly string[] | null> {
    return this.contents.columns();
  }

  /** The values of an item, by `columns`; null where the run has none. */
  features(index: number): Promise<Float64Array | null> {
    return this.contents.features(index);
  }

  loadSteps(): Promise<void> {
    return this.contents.loadSteps();
  }

  /** Takes note of a step and when it was written. */
  addTime(step: number, time: number | undefined): void {
    const { recent } = this;
    const last = recent.at(-1);
    if (last && (step < last.step || (time ?? last.time) < last.time)) recent.length = 0;
    recent.push({ step, time: time ?? last?.time ?? 0 });
    let gone = 0;
    while (gone < recent.length - 2 && recent.at(-1)!.time - recent[gone].time > SPAN) gone++;
    // A program that logs without end in a second is measured by some of its steps.
    if (recent.length - gone > 2000) this.recent = recent.filter((_, i) => i >= gone && (i % 2 === 0 || i > 1990));
    else if (gone > 0) recent.splice(0, gone);
  }

  /** Forgets what was read of the record, which was replaced. */
  clear(): void {
    this.epochs.length = 0;
    this.forgetSteps();
  }

  forgetSteps(): void {
    this.scalars.clear();
    this.times.cutFrom(0);
    this.recent.length = 0;
  }

  private at(epoch: number | null | undefined, has: (of: LoggedEpoch['has']) => boolean): LoggedEpoch | undefined {
    if (epoch != null) return this.epochs.find((each) => each.epoch === epoch && has(each.has));
    return [...this.epochs].reverse().find((each) => has(each.has));
  }
}
