import type { DataOptions } from '../data/columns.js';

/**
 * What is done to each feature before the network takes it: nothing, `byte` divides it by 255, and `standard` takes its
 * mean away and divides it by its deviation, both over the rows that are trained on.
 */
export type ScaleRule = 'none' | 'byte' | 'standard';

/** Where the images and labels of a run come from; how their items are taken by `DataOptions`. */
export interface DataConfig extends DataOptions {
  /** `mnist-sample`: 5,000 training images, split by `testFraction`; `mnist`: the official 60,000 and 10,000; `files`: the person's own. */
  source: 'mnist-sample' | 'mnist' | 'files';
  /** Own files, named relative to the workspace folder; a test pair left out means that `testFraction` splits the training pair. */
  files?: { images: string; labels?: string; testImages?: string; testLabels?: string };
  /** First row used, and how many (own files and `mnist`); everything when left out. */
  first?: number;
  count?: number;
  /**
   * When left out, images of bytes are divided by 255 and all else is taken as it stands. `legacy` is for stored runs of
   * version 0.1.0 alone, and does what that did.
   */
  scale?: ScaleRule | 'legacy';
  /**
   * Whether a person's corrections of the labels are used: those that lie beside the data now (`file`), none, or those
   * of a file by its SHA-256, as the record of a run has it. Left out it is `file` for a run that begins from a form or a
   * file of settings, and `none` in a record.
   */
  corrections?: string;
  /** Part kept for the test where the source has no test set of its own. */
  testFraction: number;
  /** Part of the training images held out for validation; 0 trains on all. */
  validationFraction: number;
  /** Keeps the proportion of the classes in each part. */
  stratified: boolean;
  /** Only these classes, by their label; all when left out. */
  classes?: string[];
  /** Groups of classes that are learned as one, called by all their labels, such as `4+9`. */
  merge?: string[][];
}

/** What a configuration of some data says of any other too: not its files, its rows, its classes and their scaling. */
export function anyData({ testFraction, validationFraction, stratified }: DataConfig): Omit<DataConfig, 'source'> {
  return { testFraction, validationFraction, stratified };
}

/** The settings of a run that begins anew: what is not said of corrections means those beside the data. */
export const withCorrections = (config: RunConfig): RunConfig =>
  config.data.corrections === undefined ? { ...config, data: { ...config.data, corrections: 'file' } } : config;

export type Activation = 'relu' | 'tanh' | 'sigmoid';

/** One layer between the image and the outputs; the output layer follows by itself from the classes. */
export type LayerConfig =
  | { kind: 'dense'; width: number; activation: Activation }
  | { kind: 'convolution'; size: number; channels: number; activation: Activation }
  | { kind: 'maxPool'; size: number };

export interface LossConfig {
  id: 'crossEntropy' | 'focal' | 'squaredError';
  labelSmoothing: number;
  /** `balanced` weighs each class by n / (classes * support), as scikit-learn does. */
  classWeights: 'none' | 'balanced' | number[];
  /** Focal loss only. */
  gamma: number;
  alpha: number;
}

export interface OptimiserConfig {
  id: 'sgd' | 'adam';
  rate: number;
  schedule: 'constant' | 'step' | 'cosine' | 'oneCycle';
  /** SGD only. */
  momentum: number;
  nesterov: boolean;
  /** L2 penalty; the loss gains `l2 / 2 * sum w^2 / batch size`, as in scikit-learn. */
  l2: number;
}

/** Everything that decides a run: the same configuration and kernel give the same weights, bit for bit. */
export interface RunConfig {
  version: 1;
  data: DataConfig;
  network: { layers: LayerConfig[] };
  loss: LossConfig;
  optimiser: OptimiserConfig;
  batch: number;
  epochs: number;
  seed: number;
  /** Stops after so many epochs without a better validation loss; off when null. */
  earlyStop: { patience: number } | null;
  /**
   * `fast`: single precision on the best kernel. `replay`: double precision in scikit-learn's order of operations, so that
   * losses and predictions are those of its `MLPClassifier`, for three classes or more (of two it makes one output) and
   * with `tol` off (it stops early by it).
   */
  mode: 'fast' | 'replay';
}
