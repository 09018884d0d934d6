import type { EpochRecord, RunConfig } from '@surprisal/core';
import type {
  Comparison,
  ImageItem,
  ImagePage,
  ImageQuery,
  MeanImage,
  Readings,
  RunStatus,
  RunSummary,
  SidebarState,
} from '../../protocol/pages.js';
import type { BatchProgress, EpochDone, RunStarted } from '../../protocol/training.js';
import type { Batches } from '../../runs/batches.js';
import { Growing } from './growing.js';
import { meanImage } from './meanImage.js';
import { Reading } from './reading.js';

/** What is known of a run besides its test images. */
export type RunFacts = Omit<
  RunStarted,
  'testPixels' | 'testLabels' | 'testLogits' | 'epoch' | 'threads' | 'parameters'
>;
/** Batches that came from disk, and why others did not. */
export interface KeptBatches {
  batches: Batches[];
  missing?: string | undefined;
}
type TestPart = Pick<RunStarted, 'testPixels' | 'testLabels' | 'imageWidth' | 'imageHeight'>;

const NO_FACTS: RunFacts = {
  kernel: '',
  classes: [],
  imageWidth: 0,
  imageHeight: 0,
  trainCount: 0,
  validationCount: 0,
  testCount: 0,
  batchesPerEpoch: 0,
};

/** One run as the host knows it: its records, and how the test images are read at the latest epoch. */
export class Run {
  status: RunStatus = 'preparing';
  message: string | undefined;
  hint: string | undefined;
  /** It ended before its time, and what is left can be trained. */
  resumable = false;
  progress: BatchProgress | null = null;
  /** Where its first weights come from, for a branch. */
  parent: { id: string; epoch: number } | undefined;
  /** Seconds of training before it was taken up again. */
  secondsBefore = 0;
  readonly epochs: EpochRecord[] = [];
  /** Another window trains it. */
  elsewhere = false;
  /** Reads the batches where a run comes from disk. */
  recallBatches: (() => Promise<KeptBatches>) | undefined;
  /** Reads the test images again where a run comes from disk. */
  recall: (() => Promise<RunStarted>) | undefined;
  private facts = NO_FACTS;
  private test: TestPart | undefined;
  private readonly loss = new Growing();
  private readonly accuracy = new Growing();
  private reading: Promise<Reading | undefined> | undefined;
  private missing: string | undefined;

  constructor(
    /** Until it is on disk, a name of this session. */
    public id: string,
    public title: string,
    readonly config: RunConfig,
    readonly began: number,
  ) {}

  get active(): boolean {
    return this.status === 'preparing' || this.status === 'running' || this.status === 'paused';
  }

  get seconds(): number {
    return this.progress?.seconds ?? this.epochs.at(-1)?.seconds ?? this.secondsBefore;
  }

  know(facts: RunFacts): void {
    this.facts = facts;
  }

  /** The data is read, and training begins or goes on after so many epochs. */
  dataRead(started: RunStarted): void {
    const { testPixels: _, testLabels: _l, testLogits, ...facts } = started;
    this.know(facts);
    this.test = started;
    this.reading = testLogits && Promise.resolve(this.readingOf(started.testLabels, testLogits));
  }

  /** Forgets what came after a checkpoint: `epochs` done, `step` batches. */
  goBack(epochs: number, step: number): void {
    this.epochs.splice(0, Infinity, ...this.epochs.filter(({ epoch }) => epoch <= epochs));
    this.loss.cut(step);
    this.accuracy.cut(step);
    this.progress = null;
  }

  addBatches(batches: BatchProgress): BatchProgress {
    const told = { ...batches, seconds: batches.seconds + this.secondsBefore };
    this.progress = { ...told, loss: new Float32Array(0), accuracy: new Float32Array(0) };
    this.loss.write(batches.firstStep - 1, batches.loss);
    this.accuracy.write(batches.firstStep - 1, batches.accuracy);
    return told;
  }

  addEpoch({ record, testLogits }: Pick<EpochDone, 'record' | 'testLogits'>): void {
    this.epochs.push(record);
    const { progress, facts } = this;
    // Where the thread ends, no message may have told of its last batches.
    if (progress && progress.epoch <= record.epoch)
      this.progress = { ...progress, epoch: record.epoch, batch: facts.batchesPerEpoch, seconds: record.seconds };
    if (this.test) this.reading = Promise.resolve(this.readingOf(this.test.testLabels, testLogits));
  }

  /** An epoch from disk, where its batches were not kept: its means stand for them. */
  addStored(record: EpochRecord): void {
    const { epoch, step, seconds } = record;
    this.epochs.push(record);
    this.loss.write(step - 1, [record.trainLoss]);
    this.accuracy.write(step - 1, [record.trainAccuracy]);
    this.progress = {
      firstStep: step,
      loss: new Float32Array(0),
      accuracy: new Float32Array(0),
      epoch,
      batch: this.facts.batchesPerEpoch,
      imagesPerSecond: (epoch * this.facts.trainCount) / seconds,
      seconds,
      secondsLeft: 0,
    };
  }

  /** Batches from disk take their places, also between the means of epochs that stood for them. */
  takeBatches({ batches, missing }: KeptBatches): void {
    this.recallBatches = undefined;
    this.missing = missing;
    for (const { firstStep, loss, accuracy } of batches) {
      this.loss.write(firstStep - 1, loss);
      this.accuracy.write(firstStep - 1, accuracy);
    }
  }

  /** Reads the batches of a run from disk when they are to be shown. */
  async readBatches(): Promise<void> {
    const recall = this.recallBatches;
    this.recallBatches = undefined;
    if (recall) this.takeBatches(await recall());
  }

  end(status: RunStatus, message?: string, hint?: string): void {
    this.status = status;
    this.message = message;
    this.hint = hint;
  }

  /** Lets go of the test images of a run that can read them again from disk. */
  release(): void {
    if (!this.recall) return;
    this.test = undefined;
    this.reading = undefined;
  }

  summary(): RunSummary {
    const { id, title, parent, config, status, message, hint, elsewhere, resumable, epochs, seconds } = this;
    const state = { status, message, hint, ...(elsewhere && { elsewhere }), resumable, epochs, seconds };
    return { id, title, ...(parent && { parent }), config, started: this.began, ...this.facts, ...state };
  }

  forSidebar(): NonNullable<SidebarState['run']> {
    const { missing } = this;
    return {
      ...this.summary(),
      curves: { loss: this.loss.copy(), accuracy: this.accuracy.copy(), ...(missing !== undefined && { missing }) },
      progress: this.progress,
    };
  }

  /** The images that the latest epoch reads as the query asks. */
  async images(query: ImageQuery): Promise<ImagePage> {
    const reading = await this.read();
    if (!this.test || !reading) return { total: 0, items: [], pixels: new Uint8Array(0) };
    const found = reading.find(query);
    const items = found.slice(query.offset, query.offset + query.count).map((index) => reading.item(index));
    const size = this.test.imageWidth * this.test.imageHeight;
    const pixels = new Uint8Array(items.length * size);
    items.forEach(({ index }, k) => pixels.set(this.pixels(index), k * size));
    return { total: found.length, items, pixels };
  }

  async readings(): Promise<Readings | null> {
    return (await this.read())?.all() ?? null;
  }

  async compare(actual: number, predicted: number): Promise<Comparison | null> {
    const reading = await this.read();
    const classes = this.facts.classes.length;
    if (!reading || actual >= classes || predicted >= classes) return null;
    const mean = (actual: number, predicted: number): MeanImage => {
      const found = reading.find({ actual, predicted, order: 'index' });
      return { count: found.length, pixels: meanImage(found.map((index) => this.pixels(index))) };
    };
    return {
      right: mean(actual, actual),
      wrong: mean(actual, predicted),
      other: mean(predicted, predicted),
      margins: reading.margins(actual, predicted),
    };
  }

  /** One test image and how the latest epoch reads it. */
  async image(index: number): Promise<{ pixels: Uint8Array; item: ImageItem } | undefined> {
    const reading = await this.read();
    if (!reading || index >= this.facts.testCount) return undefined;
    return { pixels: this.pixels(index), item: reading.item(index) };
  }

  private pixels(index: number): Uint8Array {
    const { testPixels, imageWidth, imageHeight } = this.test!;
    const size = imageWidth * imageHeight;
    return testPixels.subarray(index * size, (index + 1) * size);
  }

  /** Of the latest epoch; where that lies on disk only, its checkpoint reads the test images again. */
  private read(): Promise<Reading | undefined> {
    if (this.reading || !this.recall || this.epochs.length === 0) return this.reading ?? Promise.resolve(undefined);
    const reading = this.recall().then((started) => {
      this.dataRead(started);
      return this.reading;
    });
    reading.catch(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    return (this.reading = reading);
  }

  private readingOf(labels: Uint8Array, logits: Float32Array): Reading {
    return new Reading(labels, logits, this.facts.classes.length);
  }
}
