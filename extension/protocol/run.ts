import type { EpochRecord, RunConfig } from '@surprisal/core';

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
