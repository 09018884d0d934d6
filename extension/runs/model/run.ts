import type { EpochRecord, RunConfig } from '@surprisal/core';
import type {
  CellContrast,
  ImageItem,
  ImagePage,
  ImageQuery,
  MeanImage,
  PredictionColumns,
  RunCurves,
  RunStatus,
  RunSummary,
  SidebarState,
} from '../../protocol/pages.js';
import type { BatchProgress, EpochDone, RunStarted } from '../../protocol/training.js';
import type { Batches } from '../disk/batches.js';
import { EarlierPredictions } from './earlierPredictions.js';
import { GrowableFloats } from './growableFloats.js';
import { meanImage } from './meanImage.js';
import { TestPredictions } from './testPredictions.js';

/** What is known of a run besides its test images. */
export type RunFacts = Omit<
  RunStarted,
  'testPixels' | 'testLabels' | 'testLogits' | 'leftOut' | 'epoch' | 'threads' | 'parameters' | 'scale'
>;
/** Batches that came from disk, and why others did not. */
export interface StoredBatches {
  batches: Batches[];
  missing?: string | undefined;
}
/** Matrices of epochs that came from disk, and what is wrong with others. */
export interface StoredMatrices {
  matrices: ReadonlyMap<number, Uint32Array>;
  problems: readonly string[];
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

const NO_COUNTS = new Uint32Array(0);

/** One run as the host knows it: its records, and how the test images are read at the latest epoch. */
export class Run {
  status: RunStatus = 'preparing';
  message: string | undefined;
  hint: string | undefined;
  /** It ended before its time, and what is left can be trained. */
  resumable = false;
  progress: BatchProgress | null = null;
  /** The run that it was made from; for a branch, with the epoch that its first weights come from. */
  parent: { id: string; epoch?: number | undefined } | undefined;
  /** Seconds of training before it was taken up again. */
  secondsBefore = 0;
  readonly epochs: EpochRecord[] = [];
  /** Another window trains it. */
  elsewhere = false;
  /** Reads the batches where a run comes from disk. */
  loadBatches: (() => Promise<StoredBatches>) | undefined;
  /** Reads the matrices of the epochs where a run comes from disk. */
  loadMatrices: (() => Promise<StoredMatrices>) | undefined;
  private matricesAsked: Promise<void> | undefined;
  /** Reads the test images again through the checkpoint of an epoch, or of the latest, where the run is on disk. */
  evaluateAgain: ((epoch: number | null, stop?: AbortSignal) => Promise<RunStarted>) | undefined;
  private facts = NO_FACTS;
  private test: TestPart | undefined;
  private readonly loss = new GrowableFloats();
  private readonly accuracy = new GrowableFloats();
  private latest: Promise<TestPredictions | undefined> | undefined;
  private readonly earlier = new EarlierPredictions();
  private missing: string | undefined;

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
    const { testLogits } = started;
    this.takeTest(started);
    this.latest = testLogits && Promise.resolve(this.readingOf(started.testLabels, testLogits));
  }

  private takeTest(started: RunStarted): void {
    const { testPixels: _, testLabels: _l, testLogits: _t, leftOut: _o, scale: _s, ...facts } = started;
    this.know(facts);
    this.test = started;
  }

  /** Forgets what came after a checkpoint: `epochs` done, `step` batches. */
  goBack(epochs: number, step: number): void {
    this.earlier.clear();
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
    if (!this.test) return;
    const before = this.epochs.at(-2)?.epoch;
    if (before !== undefined && this.latest) this.earlier.keep(before, this.latest);
    this.latest = Promise.resolve(this.readingOf(this.test.testLabels, testLogits));
  }

  /** An epoch from disk, whose matrix is read when it is shown; where its batches were not kept its means stand for them. */
  addStored(record: Omit<EpochRecord, 'confusion'>): void {
    const { epoch, step, seconds } = record;
    this.epochs.push({ ...record, confusion: NO_COUNTS });
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
  takeBatches({ batches, missing }: StoredBatches): void {
    this.loadBatches = undefined;
    this.missing = missing;
    for (const { firstStep, loss, accuracy } of batches) {
      this.loss.write(firstStep - 1, loss);
      this.accuracy.write(firstStep - 1, accuracy);
    }
  }

  /** Reads the batches of a run from disk when they are to be shown. */
  async readBatches(): Promise<void> {
    const recall = this.loadBatches;
    this.loadBatches = undefined;
    if (recall) this.takeBatches(await recall());
  }

  /** Reads the matrices of a run from disk when they are to be shown; undefined where all are known. */
  readMatrices(): Promise<void> | undefined {
    const recall = this.loadMatrices;
    this.loadMatrices = undefined;
    if (!recall) return this.matricesAsked;
    const asked = recall()
      .then((found) => this.takeMatrices(found))
      .finally(() => {
        if (this.matricesAsked === asked) this.matricesAsked = undefined;
      });
    return (this.matricesAsked = asked);
  }

  private takeMatrices({ matrices, problems }: StoredMatrices): void {
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

  /** Lets go of the test images of a run that can read them again from disk. */
  release(): void {
    if (!this.evaluateAgain) return;
    this.test = undefined;
    this.latest = undefined;
    this.earlier.clear();
  }

  summary(): RunSummary {
    const { id, title, parent, config, status, message, hint, elsewhere, resumable, epochs, seconds } = this;
    const state = { status, message, hint, ...(elsewhere && { elsewhere }), resumable, epochs, seconds };
    return { id, title, ...(parent && { parent }), config, started: this.began, ...this.facts, ...state };
  }

  /** How many batches the curves have. */
  get batchCount(): number {
    return this.loss.size;
  }

  /** For how many of them there is memory. */
  get batchRoom(): number {
    return this.loss.room;
  }

  curves(): RunCurves {
    const { missing } = this;
    return { loss: this.loss.copy(), accuracy: this.accuracy.copy(), ...(missing !== undefined && { missing }) };
  }

  /** The sidebar shows no matrix, and is told of none. */
  forSidebar(curves = this.curves()): NonNullable<SidebarState['run']> {
    const epochs = this.epochs.map((record) => ({ ...record, confusion: NO_COUNTS }));
    return { ...this.summary(), epochs, curves, progress: this.progress };
  }

  /** The images that an epoch reads as the query asks. */
  async images(query: ImageQuery): Promise<ImagePage> {
    const reading = await this.read(query.epoch);
    if (!this.test || !reading) return { total: 0, items: [], pixels: new Uint8Array(0) };
    const found = reading.find(query);
    const items = found.slice(query.offset, query.offset + query.count).map((index) => reading.item(index));
    const size = this.test.imageWidth * this.test.imageHeight;
    const pixels = new Uint8Array(items.length * size);
    items.forEach(({ index }, k) => pixels.set(this.pixels(index), k * size));
    return { total: found.length, items, pixels };
  }

  async predictions(epoch?: number | null): Promise<PredictionColumns | null> {
    return (await this.read(epoch))?.all() ?? null;
  }

  /** All test images, `size` pixels each, and how an epoch reads them. */
  async tested(
    epoch?: number | null,
  ): Promise<{ pixels: Uint8Array; size: number; readings: PredictionColumns } | undefined> {
    const readings = await this.predictions(epoch);
    if (!readings || !this.test) return undefined;
    const { testPixels, imageWidth, imageHeight } = this.test;
    return { pixels: testPixels, size: imageWidth * imageHeight, readings };
  }

  async contrast(actual: number, predicted: number, epoch?: number | null): Promise<CellContrast | null> {
    const reading = await this.read(epoch);
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

  /** The indices of the test images that an epoch reads so, the most surprising first. */
  async indices(actual: number, predicted: number, epoch?: number | null): Promise<number[]> {
    return (await this.read(epoch))?.find({ actual, predicted, order: 'mostSurprising' }) ?? [];
  }

  /** One test image and how an epoch reads it. */
  async image(index: number, epoch?: number | null): Promise<{ pixels: Uint8Array; item: ImageItem } | undefined> {
    const reading = await this.read(epoch);
    if (!reading || index >= this.facts.testCount) return undefined;
    return { pixels: this.pixels(index), item: reading.item(index) };
  }

  private pixels(index: number): Uint8Array {
    const { testPixels, imageWidth, imageHeight } = this.test!;
    const size = imageWidth * imageHeight;
    return testPixels.subarray(index * size, (index + 1) * size);
  }

  /** Of an epoch, or the latest; where that lies on disk only, its checkpoint reads the test images again. */
  private read(epoch?: number | null): Promise<TestPredictions | undefined> {
    if (epoch != null && epoch !== this.epochs.at(-1)?.epoch) return this.readEarlier(epoch);
    if (this.latest || !this.evaluateAgain || this.epochs.length === 0)
      return this.latest ?? Promise.resolve(undefined);
    const reading = this.evaluateAgain(null).then((started) => {
      this.dataRead(started);
      return this.latest;
    });
    reading.catch(() => {
      if (this.latest === reading) this.latest = undefined;
    });
    return (this.latest = reading);
  }

  private readEarlier(epoch: number): Promise<TestPredictions | undefined> {
    return this.earlier.read(epoch, async (stop) => {
      const started = await this.evaluateAgain?.(epoch, stop);
      if (!started) return undefined;
      if (!this.test) this.takeTest(started);
      return this.readingOf(started.testLabels, started.testLogits!);
    });
  }

  private readingOf(labels: Uint8Array, logits: Float32Array): TestPredictions {
    return new TestPredictions(labels, logits, this.facts.classes.length);
  }
}
