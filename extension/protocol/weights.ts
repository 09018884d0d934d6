import type { EpochRecord, LayerConfig, NamedBytes, RunConfig, ScalingSaid } from '@surprisal/core';
import type { RunStarted, StartParams } from './training.js';

/** A file of weights of another program, and the layers between its input and its last, where the file may not say them. */
export interface WeightsFile {
  file: NamedBytes;
  layers: LayerConfig[] | null;
}

/** What a file of weights holds. */
export interface WeightsFacts {
  layers: LayerConfig[];
  /** Classes that it tells apart, and their names where it has them. */
  outputs: number;
  classes: string[] | null;
  /** It says what is done to features before they come to it. */
  saysScaling: boolean;
}

/** The question to the thread: a file of weights, on the data of a configuration, of which it takes the layers. */
export interface ImportParams extends Pick<StartParams, 'config' | 'files' | 'kernels'> {
  weights: WeightsFile;
  /** What was done to features before the model, where its file does not say: by a rule, or by channels after / 255. */
  scaling: ScalingSaid | 'fitted' | null;
}

/** A model of another program as a run, of which nothing was trained here yet. */
export interface ImportedRun {
  /** With the layers of the model, and the scale. */
  config: RunConfig;
  started: RunStarted;
  /** Epoch 0. */
  record: Omit<EpochRecord, 'seconds'>;
  testLogits: Float32Array;
  checkpoint: Uint8Array;
}

/** What a thread answers about weights of another program. */
export interface WeightsApi {
  /** Reads a file of weights; null where it says no layers and none are given. Throws what is wrong with it. */
  weights(params: WeightsFile): WeightsFacts | null;
  /** Makes a run of a model; throws where it does not fit the data. */
  importWeights(params: ImportParams): ImportedRun;
}
