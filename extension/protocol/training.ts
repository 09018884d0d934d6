import type {
  Corrected,
  CorrectionCounts,
  EpochRecord,
  FeatureOrigin,
  LeftOut,
  NamedBytes,
  PredictionChoices,
  PredictionQuestion,
  Predictions,
  RunConfig,
  RunFiles,
  ScaleAdvice,
  ScaleRule,
  TableFacts,
  TableOptions,
} from '@surprisal/core';

/** What the thread does: trains on, stands still, or trains one batch or to the end of the epoch and then pauses. */
export type TrainingMode = 'run' | 'paused' | 'batch' | 'epoch';

export interface StartParams {
  config: RunConfig;
  files: RunFiles;
  /** Compiled where they are used: the kernels for plain and for relaxed SIMD. */
  kernels: { simd: Uint8Array; relaxed: Uint8Array };
  /** Threads that work at once, the training thread among them. */
  threads: number;
  /** Whether that is a limit, below which only as many work as the run gains by. */
  useful?: boolean;
  /** Batches a second; 0 is full speed. */
  pace: number;
  /** How it begins: training on, standing before the first batch, or pausing after one batch or epoch. */
  begin: TrainingMode;
  /** Where training goes on from, instead of from new weights: a checkpoint of a run on the same data and layers. */
  checkpoint?: NamedBytes;
  /** The data is read for a form, which shows the first of it. */
  forForm?: boolean;
}

/** The first picture of each class, or the first rows of a table as they are read. */
export type Examples =
  | { pixels: Uint8Array; width: number; height: number; channels: number; classes: string[] }
  | { columns: string[]; rows: { values: string[]; label: string }[] };

/** What is known once the data is read and before the first batch. */
export interface RunStarted {
  /** Which kernel works, such as `wasm-relaxed-fused`, `wasm-simd`, `typescript`. */
  kernel: string;
  threads: number;
  classes: string[];
  imageWidth: number;
  imageHeight: number;
  /** 1, or 3 of red, green and blue. */
  imageChannels: number;
  /** The names of the columns, where the data is a table. */
  columns?: string[];
  trainCount: number;
  validationCount: number;
  testCount: number;
  batchesPerEpoch: number;
  parameters: number;
  /** What a person's corrections came to; `test`: how many labels of the test part they changed. */
  corrections?: CorrectionCounts & { test: number };
  /** Corrections that are of another label than the file has there, and are not applied. */
  unfit?: Corrected['unfit'];
  /** For a form: the first of the data, and the names of classes that known files are of. */
  examples?: Examples;
  offered?: { title: string; names: string[] };
  /** Columns of own tables that only number the rows, and are no features. */
  leftOut?: LeftOut[];
  /** How features are scaled, how they are where nothing is asked, and what then speaks for asking. */
  scale: { rule: ScaleRule; usual: FeatureOrigin['usual']; advice: ScaleAdvice | null };
  /** Epochs done already: 0, or those of the checkpoint. */
  epoch: number;
  /** The test part, for the inspector: pixels `testCount * width * height * channels`, one label (class index) an image. */
  testPixels: Uint8Array;
  testLabels: Uint8Array;
  /** Where each of them stands in its file, from 0. */
  testRows: Uint32Array;
  /** The file of each, below the workspace folder, where each has one of its own. */
  testFiles?: string[];
  /** With a checkpoint: how its network reads the test part, `testCount * classes`. */
  testLogits?: Float32Array;
}

/** Batches since the last message; at most ten messages a second. */
export interface BatchProgress {
  /** Step of the first batch in `loss`; batches count from 1. */
  firstStep: number;
  loss: Float32Array;
  accuracy: Float32Array;
  /** Where the run stands. */
  epoch: number;
  batch: number;
  /** How fast batches are computed, over the last few seconds: a pace, pauses and evaluation are left out. */
  imagesPerSecond: number;
  /** Seconds of training so far, and an estimate of what is left. */
  seconds: number;
  secondsLeft: number;
}

export interface EpochDone {
  record: EpochRecord;
  /** Batches that no message has reported yet; they come again with the next one. */
  batches: Pick<BatchProgress, 'firstStep' | 'loss' | 'accuracy'>;
  /** Logits on the test part, `testCount * classes`; probabilities and surprise follow from them without underflow. */
  testLogits: Float32Array;
  /** All that training goes on from, as a safetensors file. */
  checkpoint: Uint8Array;
}

export type EndReason = 'finished' | 'stopped' | 'earlyStop' | 'notFinite';

export interface RunEnded {
  reason: EndReason;
  /** For `notFinite`: the batch, and what to try; in words of our own. */
  message?: string;
  step: number;
  seconds: number;
  /** SHA-256 of the weights, hexadecimal. */
  weightsHash: string;
  /** Where it stopped, as a safetensors file: after the last batch, or for `notFinite` the last good weights. */
  checkpoint: Uint8Array;
}

/** What the training thread serves. */
export interface TrainingApi {
  /** Reads the data and trains; resolves when the data is read, and throws what is wrong with it. */
  start(params: StartParams): RunStarted;
  /** Reads the predictions of any model; throws what is wrong with them, or asks what only a person can tell. */
  predictions(params: { files: NamedBytes[]; choices: PredictionChoices }): Predictions | PredictionQuestion;
  /** What the columns of a table hold; null where a file is none. */
  columns(params: { file: NamedBytes; options: TableOptions }): TableFacts | null;
  pause(params: null): void;
  resume(params: null): void;
  /** Trains one batch or to the end of the epoch, then pauses. */
  step(params: 'batch' | 'epoch'): void;
  stop(params: null): void;
  pace(params: number): void;
}

/** What the training thread tells. */
export interface TrainingEvents {
  progress: BatchProgress;
  epoch: EpochDone;
  /** What it does from now on, after a pause, step or resume, or because a step is done. */
  mode: TrainingMode;
  ended: RunEnded;
  /** Every two seconds while it lives. */
  heartbeat: number;
}
