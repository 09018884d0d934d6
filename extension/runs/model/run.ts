import type { EpochRecord, RunConfig } from '@surprisal/core';
import type { RunStatus, RunSummary } from '../../protocol/run.js';
import { epochsDone, isActive } from '../../protocol/runState.js';
import type { SidebarState } from '../../protocol/train.js';
import type { BatchProgress, EndReason, EpochDone, RunStarted } from '../../protocol/training.js';
import { BatchCurves } from './batchCurves.js';
import { TestPart } from './testPart.js';

/** What is known of a run besides its test images. */
export type RunFacts = Omit<
  RunStarted,
  | 'testPixels'
  | 'testLabels'
  | 'testRows'
  | 'testFiles'
  | 'testLogits'
  | 'leftOut'
  | 'epoch'
  | 'threads'
  | 'parameters'
  | 'scale'
  | 'unfit'
>;
/** Matrices of epochs that came from disk, and what is wrong with others. */
export interface StoredMatrices {
  matrices: ReadonlyMap<number, Uint32Array>;
  problems: readonly string[];
}

/** The status of a run whose training has ended. */
export const statusAfter = (reason: EndReason) =>
  reason === 'notFinite' ? 'failed' : reason === 'stopped' ? 'stopped' : 'finished';

const NO_FACTS: RunFacts = {
  kernel: '',
  classes: [],
  imageWidth: 0,
  imageHeight: 0,
  imageChannels: 1,
  trainCount: 0,
  validationCount: 0,
  testCount: 0,
  batchesPerEpoch: 0,
};

const NO_VALUES = new Float32Array(0);
const NO_COUNTS = new Uint32Array(0);

/** One run as the host knows it: its status and its records, with the curves of its batches and its test part. */
export class Run {
  status: RunStatus = 'preparing';
  message: string | undefined;
  hint: string | undefined;
  /** It ended before its time, and what is left can be trained. */
  resumable = false;
  progress: BatchProgress | null = null;
  /** The run that it was made from; for a branch, with the epoch that its first weights come from. */
  parent: { id: string; epoch?: number | undefined } | undefined;
  /** The file that its first weights come from: those of epoch 0. */
  weightsFrom: string | undefined;
  /** Seconds of training before it was resumed. */
  secondsBefore = 0;
  readonly epochs: EpochRecord[] = [];
  readonly curves = new BatchCurves();
  readonly test = new TestPart(
    this,
    (started) => this.setStarted(started),
    (epoch, loss) => this.setLogLoss(epoch, loss),
  );
  /** The log loss of an epoch, which its record on disk does not have, is now known. */
  evaluated: ((record: EpochRecord) => void) | undefined;
  /** Another window trains it. */
  elsewhere = false;
  /** It lies in a folder of someone else, which is only read. */
  readOnly = false;
  /** Reads the matrices of the epochs where a run comes from disk; it is called once. */
  readMatrices: (() => Promise<StoredMatrices>) | undefined;
  private loadingMatrices: Promise<void> | undefined;
  private facts = NO_FACTS;

  constructor(
    /** Until it is on disk, a name of this session. */
    public id: string,
    public title: string,
    /** With the scale that was applied, once the data is read. */
    public config: RunConfig,
    readonly began: number,
  ) {}

  get classes(): readonly string[] {
    return this.facts.classes;
  }

  get active(): boolean {
    return isActive(this.status);
  }

  /** Epochs that were trained. */
  get epochsDone(): number {
    return epochsDone(this.epochs);
  }

  get seconds(): number {
    return this.progress?.seconds ?? this.epochs.at(-1)?.seconds ?? this.secondsBefore;
  }

  setFacts(facts: RunFacts): void {
    this.facts = facts;
  }

  private setStarted(started: RunStarted): void {
    const {
      testPixels: _,
      testLabels: _l,
      testRows: _r,
      testFiles,
      testLogits: _t,
      leftOut: _o,
      scale: _s,
      unfit: _u,
      ...facts
    } = started;
    this.facts = { ...facts, ...(testFiles && { inFiles: true }) };
  }

  /** A record of an earlier version has no log loss. */
  private setLogLoss(epoch: number, testLogLoss: number): void {
    const at = this.epochs.findIndex((record) => record.epoch === epoch);
    if (at < 0 || this.epochs[at].testLogLoss !== undefined) return;
    this.epochs[at] = { ...this.epochs[at], testLogLoss };
    this.evaluated?.(this.epochs[at]);
  }

  /** Forgets what came after a checkpoint: `epochs` done, `step` batches. */
  goBack(epochs: number, step: number): void {
    this.test.forgetEarlier();
    this.epochs.splice(0, Infinity, ...this.epochs.filter(({ epoch }) => epoch <= epochs));
    this.curves.cut(step);
    this.progress = null;
  }

  /** Gives them as they are reported: the seconds are those of the whole run. */
  addBatches(batches: BatchProgress): BatchProgress {
    const reported = { ...batches, seconds: batches.seconds + this.secondsBefore };
    this.progress = { ...reported, loss: NO_VALUES, accuracy: NO_VALUES };
    this.curves.write(batches.firstStep, batches.loss, batches.accuracy);
    return reported;
  }

  addEpoch({ record, testLogits }: Pick<EpochDone, 'record' | 'testLogits'>): void {
    const before = this.epochs.at(-1)?.epoch;
    this.epochs.push(record);
    const { progress, facts } = this;
    // Where the thread ends, no message may have reported its last batches.
    if (progress && progress.epoch <= record.epoch)
      this.progress = { ...progress, epoch: record.epoch, batch: facts.batchesPerEpoch, seconds: record.seconds };
    this.test.addEpoch(testLogits, before);
  }

  /** An epoch from disk: its matrix is read when it is shown, and its means stand for batches that are not known. */
  addStoredEpoch(record: Omit<EpochRecord, 'confusion'>): void {
    const { epoch, step, seconds } = record;
    this.epochs.push({ ...record, confusion: NO_COUNTS });
    if (step === 0) return;
    this.curves.write(step, [record.trainLossWithoutPenalty ?? record.trainLoss], [record.trainAccuracy]);
    this.progress = {
      firstStep: step,
      loss: NO_VALUES,
      accuracy: NO_VALUES,
      epoch,
      batch: this.facts.batchesPerEpoch,
      imagesPerSecond: (epoch * this.facts.trainCount) / seconds,
      seconds,
      secondsLeft: 0,
    };
  }

  /** Loads the matrices of a run from disk when they are to be shown; undefined where all are known. */
  loadMatrices(): Promise<void> | undefined {
    const read = this.readMatrices;
    this.readMatrices = undefined;
    if (!read) return this.loadingMatrices;
    const loading = read()
      .then((stored) => this.addMatrices(stored))
      .finally(() => {
        if (this.loadingMatrices === loading) this.loadingMatrices = undefined;
      });
    return (this.loadingMatrices = loading);
  }

  /** The counts of an epoch; null where they are not known. */
  matrixAt(epoch: number): Uint32Array | null {
    const counts = this.epochs.find((record) => record.epoch === epoch)?.confusion;
    return counts && counts.length > 0 ? counts : null;
  }

  private addMatrices({ matrices, problems }: StoredMatrices): void {
    for (const [i, record] of this.epochs.entries())
      if (record.confusion.length === 0)
        this.epochs[i] = { ...record, confusion: matrices.get(record.epoch) ?? NO_COUNTS };
    if (problems.length > 0) this.message = [this.message, problems[0]].filter(Boolean).join(' ');
  }

  end(status: RunStatus, message?: string, hint?: string): void {
    this.status = status;
    this.message = message;
    this.hint = hint;
  }

  /** The epoch whose stored state the run began with: that of a branch, or 0 of an import; none where its seed drew it. */
  get begunAt(): number | undefined {
    return this.parent?.epoch ?? (this.weightsFrom === undefined ? undefined : 0);
  }

  summary(): RunSummary {
    const { id, title, parent, weightsFrom, config, status, message, hint, elsewhere, resumable, epochs, seconds } =
      this;
    const state = { status, message, hint, ...(elsewhere && { elsewhere }), resumable, epochs, seconds };
    return {
      id,
      title,
      ...(parent && { parent }),
      ...(weightsFrom !== undefined && { weightsFrom }),
      config,
      started: this.began,
      ...this.facts,
      ...state,
    };
  }

  /** The sidebar shows no matrix, so it gets none. */
  forSidebar(curves = this.curves.copy()): NonNullable<SidebarState['run']> {
    const epochs = this.epochs.map((record) => ({ ...record, confusion: NO_COUNTS }));
    return { ...this.summary(), epochs, curves, progress: this.progress };
  }
}
