import { logLoss, type EpochRecord } from '@surprisal/core';
import type { CellContrast, ImageItem, ImagePage, ImageQuery, MeanImage } from '../../protocol/inspector/images.js';
import type { PredictionColumns } from '../../protocol/inspector/matrix.js';
import type { RunStarted } from '../../protocol/training.js';
import { EarlierPredictions } from './earlierPredictions.js';
import type { ItemQuery } from './findItems.js';
import { meanImage } from './meanImage.js';
import { TestPredictions } from './testPredictions.js';

/** The run that a test part belongs to. */
interface TestedRun {
  readonly classes: readonly string[];
  readonly epochs: readonly EpochRecord[];
}
type TestImages = Pick<
  RunStarted,
  'testPixels' | 'testLabels' | 'testRows' | 'testFiles' | 'imageWidth' | 'imageHeight' | 'imageChannels'
>;

const featuresOf = ({ imageWidth, imageHeight, imageChannels }: TestImages): number =>
  imageWidth * imageHeight * imageChannels;

/** All test images, `size` pixels each, and how an epoch reads them. */
interface TestedImages {
  pixels: Uint8Array;
  size: number;
  /** Where each stands in its file, from 0. */
  rows: Uint32Array;
  predictions: PredictionColumns;
}

/** The test images of a run, and how the network of each epoch reads them. */
export class TestPart {
  /** Reads the test images again through the checkpoint of an epoch, or of the latest, where the run is on disk. */
  evaluateAgain: ((epoch: number | null, stop?: AbortSignal) => Promise<RunStarted>) | undefined;
  private data: TestImages | undefined;
  private latest: Promise<TestPredictions | undefined> | undefined;
  private readonly earlier = new EarlierPredictions();

  constructor(
    private readonly run: TestedRun,
    /** The data of the run was read, now or again. */
    private readonly dataRead: (started: RunStarted) => void,
    /** An epoch from disk was evaluated again. */
    private readonly evaluated: (epoch: number, logLoss: number) => void = () => undefined,
  ) {}

  /** The data is read: the test images are known, and with logits how the latest epoch reads them. */
  start(started: RunStarted): void {
    this.setData(started);
    const { testLabels, testLogits } = started;
    this.latest = testLogits && Promise.resolve(this.predictionsBy(testLabels, testLogits));
  }

  private setData(started: RunStarted): void {
    this.dataRead(started);
    this.data = started;
  }

  /** An epoch is done, `before` the one that was the latest until then. */
  addEpoch(testLogits: Float32Array, before: number | undefined): void {
    if (!this.data) return;
    if (before !== undefined && this.latest) this.earlier.add(before, this.latest);
    this.latest = Promise.resolve(this.predictionsBy(this.data.testLabels, testLogits));
  }

  forgetEarlier(): void {
    this.earlier.clear();
  }

  /** Lets go of the images where they can be read again from disk. */
  release(): void {
    if (!this.evaluateAgain) return;
    this.data = undefined;
    this.latest = undefined;
    this.earlier.clear();
  }

  /** The images that an epoch reads as the query asks. */
  async images(query: ImageQuery): Promise<ImagePage> {
    const predictions = await this.at(query.epoch);
    const indices = predictions?.find(query) ?? [];
    const shown = indices.slice(query.offset, query.offset + query.count);
    return {
      ...this.page(shown, predictions),
      total: indices.length,
      wrong: predictions?.wrongAmong(indices) ?? 0,
    };
  }

  /** Images by their index, as an epoch reads them; those that are not there are left out. */
  async imagesAt(indices: readonly number[], epoch?: number | null): Promise<ImagePage> {
    return this.page(indices, await this.at(epoch));
  }

  private page(indices: readonly number[], predictions: TestPredictions | undefined): ImagePage {
    const { data } = this;
    if (!data || !predictions) return { total: 0, wrong: 0, items: [], pixels: new Uint8Array(0) };
    const items = indices
      .filter((index) => index < data.testLabels.length)
      .map((index) => ({ ...predictions.item(index), ...(data.testFiles && { file: data.testFiles[index] }) }));
    const size = featuresOf(data);
    const pixels = new Uint8Array(items.length * size);
    items.forEach(({ index }, k) => pixels.set(this.pixels(index), k * size));
    const wrong = predictions.wrongAmong(items.map(({ index }) => index));
    return { total: items.length, wrong, items, pixels };
  }

  /** The indices of the images that a query asks for, in its order, whatever part of them is shown. */
  async find(query: ItemQuery): Promise<number[]> {
    return (await this.at(query.epoch))?.find(query) ?? [];
  }

  async predictions(epoch?: number | null): Promise<PredictionColumns | null> {
    return (await this.at(epoch))?.all() ?? null;
  }

  async all(epoch?: number | null): Promise<TestedImages | undefined> {
    const predictions = await this.predictions(epoch);
    if (!predictions || !this.data) return undefined;
    return { pixels: this.data.testPixels, size: featuresOf(this.data), rows: this.data.testRows, predictions };
  }

  async contrast(actual: number, predicted: number, epoch?: number | null): Promise<CellContrast | null> {
    const predictions = await this.at(epoch);
    const classes = this.run.classes.length;
    if (!predictions || actual >= classes || predicted >= classes) return null;
    const mean = (actual: number, predicted: number): MeanImage => {
      const indices = predictions.find({ actual, predicted, order: 'index' });
      return { count: indices.length, pixels: meanImage(indices.map((index) => this.pixels(index))) };
    };
    return {
      right: mean(actual, actual),
      wrong: mean(actual, predicted),
      other: mean(predicted, predicted),
      margins: predictions.margins(actual, predicted),
    };
  }

  /** The indices of the images that an epoch reads so, the most surprising first. */
  async indices(actual: number, predicted: number, epoch?: number | null): Promise<number[]> {
    return (await this.at(epoch))?.find({ actual, predicted, order: 'mostSurprising' }) ?? [];
  }

  /** Where an image stands in its file, from 0. */
  rowInFile(index: number): number {
    return this.data?.testRows[index] ?? index;
  }

  /** One image and how an epoch reads it. */
  async image(index: number, epoch?: number | null): Promise<{ pixels: Uint8Array; item: ImageItem } | undefined> {
    const { items, pixels } = await this.imagesAt([index], epoch);
    return items.length > 0 ? { pixels, item: items[0] } : undefined;
  }

  private pixels(index: number): Uint8Array {
    const { testPixels } = this.data!;
    const size = featuresOf(this.data!);
    return testPixels.subarray(index * size, (index + 1) * size);
  }

  /** Of an epoch, or the latest; where that lies on disk only, its checkpoint reads the test images again. */
  private at(epoch?: number | null): Promise<TestPredictions | undefined> {
    const last = this.run.epochs.at(-1);
    if (epoch != null && epoch !== last?.epoch) return this.atEarlier(epoch);
    if (this.latest || !this.evaluateAgain || !last) return this.latest ?? Promise.resolve(undefined);
    const predictions = this.evaluateAgain(null).then((started) => {
      this.start(started);
      if (started.testLogits) this.evaluated(last.epoch, this.lossOf(started));
      return this.latest;
    });
    predictions.catch(() => {
      if (this.latest === predictions) this.latest = undefined;
    });
    return (this.latest = predictions);
  }

  /** Reads the test images once more through the latest weights for its log loss alone, and keeps none of them. */
  async evaluate(stop?: AbortSignal): Promise<void> {
    const last = this.run.epochs.at(-1);
    const started = last && (await this.evaluateAgain?.(null, stop));
    if (started?.testLogits) this.evaluated(last!.epoch, this.lossOf(started));
  }

  private atEarlier(epoch: number): Promise<TestPredictions | undefined> {
    return this.earlier.get(epoch, async (stop) => {
      const started = await this.evaluateAgain?.(epoch, stop);
      if (!started) return undefined;
      if (!this.data) this.setData(started);
      this.evaluated(epoch, this.lossOf(started));
      return this.predictionsBy(started.testLabels, started.testLogits!);
    });
  }

  private lossOf({ testLogits, testLabels }: RunStarted): number {
    return logLoss(testLogits!, testLabels, this.run.classes.length);
  }

  private predictionsBy(labels: Uint8Array, logits: Float32Array): TestPredictions {
    return new TestPredictions(labels, logits, this.run.classes.length);
  }
}
