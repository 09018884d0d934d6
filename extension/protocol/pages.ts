import type { EpochRecord, LeftOut, RunConfig } from '@surprisal/core';
import type { CompareApi, CompareEvents } from './compare.js';
import type { DrawApi } from './draw.js';
import type { ExportApi, ExportEvents } from './export.js';
import type { LabelsApi, LabelsEvents } from './labels.js';
import type { BatchProgress, RunStarted } from './training.js';
import type { WhyApi, WhyEvents } from './why.js';

export type RunStatus = 'preparing' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

/** One run as every page shows it. */
export interface RunSummary {
  /** Opaque, made by the host. */
  id: string;
  /** Such as `sample · 784-10-10 · seed 1`. */
  title: string;
  /** The run that it was made from; for a branch, with the epoch that its first weights come from. */
  parent?: { id: string; epoch?: number | undefined };
  config: RunConfig;
  status: RunStatus;
  /** What went wrong, where `status` is `failed` or it stopped by itself. */
  message?: string;
  /** What the person can do about it. */
  hint?: string;
  /** Another window trains it: here it can be looked at. */
  elsewhere?: boolean;
  /** It was interrupted or failed, and Resume goes on from its last checkpoint. */
  resumable: boolean;
  started: number;
  classes: string[];
  trainCount: number;
  validationCount: number;
  testCount: number;
  batchesPerEpoch: number;
  imageWidth: number;
  imageHeight: number;
  kernel: string;
  epochs: EpochRecord[];
  seconds: number;
}

/** A run with every batch so far, for the charts. */
export interface RunCurves {
  loss: Float32Array;
  accuracy: Float32Array;
  /** Why there are means of epochs in place of batches. */
  missing?: string;
}

/** Where a source stands: `problem` says which file is missing or damaged, and why. */
export interface DataStatus {
  source: RunConfig['data']['source'];
  /** Own files: what they are called. */
  label?: string;
  /** Own files: how their features are scaled. */
  scale?: RunStarted['scale'];
  trainCount: number;
  testCount: number;
  /** Columns of own tables that only number the rows, and are no features. */
  leftOut?: LeftOut[];
  problem?: string;
}

/** All that the sidebar shows. */
export interface SidebarState {
  config: RunConfig;
  /** Batches a second; 0 is full speed. */
  pace: number;
  data: DataStatus[];
  /** One 28 x 28 example of each class, one after the other. */
  examples: { pixels: Uint8Array; width: number; height: number; classes: string[] } | null;
  /** The run that trains now or trained last. */
  run: (RunSummary & { curves: RunCurves; progress: BatchProgress | null }) | null;
  /** Titles of the runs that wait for it to end, the next one first. */
  waiting?: string[];
}

/** `resume` also takes up a run that was interrupted or failed; `stepBatch` and `stepEpoch` begin a run where none is under way; `rewind` goes back before the first batch, with the same initial weights. */
export type Control = 'pause' | 'resume' | 'stop' | 'stepBatch' | 'stepEpoch' | 'rewind';

/** What the host serves to the sidebar. */
export interface SidebarApi {
  hydrate(params: null): SidebarState;
  /** Remembers the form as it was left. */
  configure(params: RunConfig): void;
  train(params: RunConfig): void;
  control(params: Control): void;
  pace(params: number): void;
  /** Opens the inspector on a run. */
  inspect(params: string): void;
  showLog(params: null): void;
  /** Lets the person choose files of their own, which then stand in the form. */
  openData(params: null): void;
  /** Opens a configuration into the form, or saves the one that stands there. */
  configuration(params: 'open' | 'save'): void;
  /** Answered at once; a page that gets no answer in time tells that its connection is lost. */
  ping(params: null): void;
}

/** What the host tells the sidebar: the whole state seldom, batches often. */
export interface SidebarEvents {
  state: SidebarState;
  /** The form takes this configuration, whatever stands in it. */
  configuration: RunConfig;
  progress: { run: string; batches: BatchProgress };
  epoch: { run: string; record: EpochRecord };
}

/** The person's choices in the inspector, remembered by the host. */
export interface InspectorView {
  percentOf: 'actual' | 'predicted' | 'all';
  hideDiagonal: boolean;
  /** Of the matrix's rows and columns. */
  order: 'class' | 'similarity';
  selected: { actual: number; predicted: number } | null;
}

/** The predictions of any model, read from files. */
export interface Imported {
  /** What was taken for what, such as `preds.csv: label`. */
  from: { actual: string; predicted: string | null; scores: string | null };
  scores: 'probabilities' | 'logits' | null;
  /** `classes * classes`, actual on the rows. */
  confusion: Uint32Array;
  /** Mean surprise, nats; null without scores. */
  loss: number | null;
  /** Rows of probabilities that were divided by their sum. */
  normalized: number;
  /** Probabilities that missed 0 or 1 by rounding, and were made it. */
  rounded: number;
  /** Counts the readings of the files. */
  version: number;
  /** Only the counts are known, and no item. */
  counted?: boolean;
}

/** What an inspector looks at: a run, or predictions from files. */
export interface Inspected
  extends
    Pick<
      RunSummary,
      'id' | 'title' | 'status' | 'message' | 'hint' | 'classes' | 'testCount' | 'imageWidth' | 'imageHeight' | 'epochs'
    >,
    Partial<Pick<RunSummary, 'parent' | 'kernel' | 'trainCount' | 'validationCount'>> {
  /** Of a run. */
  config?: RunConfig;
  /** Null where the files of predictions could not be read; `message` says why. */
  imported?: Imported | null;
}

export interface InspectorState {
  run: Inspected;
  view: InspectorView;
}

/** Images of one cell, one class, or all (`null` does not filter). */
export interface ImageQuery {
  actual: number | null;
  predicted: number | null;
  order: 'mostSurprising' | 'leastSurprising' | 'index';
  offset: number;
  count: number;
  /** Of a run: as this epoch reads them; the latest where it is left out or null. */
  epoch?: number | null;
}

export interface ImageItem {
  /** Index in the test part. */
  index: number;
  actual: number;
  predicted: number;
  /** Probability of the actual class, and -ln of it in nats. */
  p: number;
  surprise: number;
  logits: Float32Array;
  probabilities: Float32Array;
}

export interface ImagePage {
  total: number;
  items: ImageItem[];
  /** `items.length * width * height`. */
  pixels: Uint8Array;
}

/** One row of predictions from files; without scores it has no probability, and no arrays. */
export interface RowItem extends Omit<ImageItem, 'p' | 'surprise'> {
  p: number | null;
  surprise: number | null;
}

export interface RowPage {
  total: number;
  rows: RowItem[];
}

/** How an epoch reads each test image, in the order of the test part. */
export interface PredictionColumns {
  actual: Uint8Array;
  predicted: Uint8Array;
  /** -ln of the probability of the actual class, nats. */
  surprise: Float32Array;
  /** The probability of the class it is read as. */
  confidence: Float32Array;
}

/** The mean of some images: how many, and its pixels. */
export interface MeanImage {
  count: number;
  pixels: Uint8Array;
}

/** What tells the images of one cell off the diagonal from those of its two classes that are read right. */
export interface CellContrast {
  /** Of the actual class, read right. */
  right: MeanImage;
  /** Of the cell itself. */
  wrong: MeanImage;
  /** Of the predicted class, read right. */
  other: MeanImage;
  /** ln p(actual) - ln p(predicted) of every image of the actual class, nats. */
  margins: Float32Array;
}

/** What the host serves to an inspector. */
export interface InspectorApi extends CompareApi, DrawApi, ExportApi, LabelsApi, WhyApi {
  hydrate(params: null): InspectorState;
  remember(params: InspectorView): void;
  /** Images as an epoch reads them. */
  images(params: ImageQuery): ImagePage;
  /** Rows of predictions from files. */
  rows(params: ImageQuery): RowPage;
  /** Of an epoch; null for the latest. */
  predictions(params: number | null): PredictionColumns | null;
  contrast(params: { actual: number; predicted: number; epoch?: number | null }): CellContrast | null;
  /** Opens one test image, or one row, as a JSON document (pixels, label, probabilities), as an epoch reads it. */
  openImage(params: { index: number; epoch?: number | null }): void;
  /** Copies the same document to the clipboard. */
  copyImage(params: { index: number; epoch?: number | null }): void;
  /** Takes the run back to one of its epochs, paused, once the person has agreed that later ones go. */
  restore(params: number): void;
  /** Begins a new run from one of its epochs, paused. */
  branch(params: number): void;
  /** Reads the files of predictions again. */
  readAgain(params: null): void;
  /** Lets the person choose files of predictions. */
  importPredictions(params: null): void;
  ping(params: null): void;
}

export interface InspectorEvents extends CompareEvents, ExportEvents, LabelsEvents, WhyEvents {
  state: InspectorState;
  epoch: EpochRecord;
}
