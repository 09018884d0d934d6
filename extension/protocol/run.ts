import type { EpochRecord, RunConfig } from '@surprisal/core';
import type { RunStarted } from './training.js';

/**
 * The states of a run: it begins with `preparing`, is then one of those in which its thread is open, and ends with
 * `finished`, `stopped` or `failed`, from where it can be taken up again. `runState.ts` says what can be pressed in each.
 */
export type RunStatus =
  | 'preparing'
  | 'running'
  | 'paused'
  /** Trains one batch, then pauses. */
  | 'steppingBatch'
  /** Trains to the end of the epoch, then pauses. */
  | 'steppingEpoch'
  | 'stopping'
  | 'finished'
  | 'stopped'
  | 'failed';

/** One run as every page shows it. */
export interface RunSummary {
  /** Opaque, made by the host. */
  id: string;
  /** Such as `sample · 784-10-10 · seed 1`. */
  title: string;
  /** The run that it was made from; for a branch, with the epoch that its first weights come from. */
  parent?: { id: string; epoch?: number | undefined };
  /** The file that its first weights come from, which then are those of epoch 0. */
  weightsFrom?: string;
  config: RunConfig;
  status: RunStatus;
  /** What went wrong, where `status` is `failed` or it stopped by itself. */
  message?: string;
  /** What the person can do about it. */
  hint?: string;
  /** Another window trains it: here it can be looked at. */
  elsewhere?: boolean;
  /** It was interrupted or stopped or failed, and Resume goes on from its last checkpoint. */
  resumable: boolean;
  started: number;
  classes: string[];
  trainCount: number;
  validationCount: number;
  testCount: number;
  batchesPerEpoch: number;
  imageWidth: number;
  imageHeight: number;
  /** 1, or 3 of red, green and blue. */
  imageChannels: number;
  /** Each image lies in a file of its own. */
  inFiles?: boolean;
  /** The names of the columns, where the data is a table. */
  columns?: string[];
  kernel: string;
  /** What a person's corrections of labels came to, where some were used. */
  corrections?: RunStarted['corrections'];
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
