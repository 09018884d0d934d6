/** What one batch gave: its mean loss, in the unit of the loss that is trained on, and the part of it that was read right. */
export interface BatchRecord {
  /** Counts batches from 1 over the whole run. */
  step: number;
  /** Without the L2 penalty, which the losses on the validation and the test part do not have either. */
  loss: number;
  /** What training lowers: the loss and the penalty. */
  objective: number;
  accuracy: number;
}

/** What one epoch gave. Validation is null where nothing is held out. */
export interface EpochRecord {
  /** Counts from 1; 0 is a model that was imported, as it reads the data before any training here. */
  epoch: number;
  /** Batches done when it ended. */
  step: number;
  /** Mean over the epoch's batches of what training lowers: the loss and the L2 penalty, as scikit-learn's `loss_curve_`. */
  trainLoss: number;
  /** The same without the penalty; absent from records of earlier versions. */
  trainLossWithoutPenalty?: number | undefined;
  trainAccuracy: number;
  /** The loss that is trained on, in its own unit; without the penalty. */
  validationLoss: number | null;
  /** Log loss, nats; absent from records of earlier versions. */
  validationLogLoss?: number | null | undefined;
  validationAccuracy: number | null;
  /** On the test part: for display only, never for a decision. */
  testLoss: number;
  testLogLoss?: number | undefined;
  testAccuracy: number;
  /** Confusion counts on the test part, `classes * classes`, actual on the rows. */
  confusion: Uint32Array;
  /** Seconds of training until here, pauses and evaluation left out. */
  seconds: number;
}

/** All that training goes on from: with the same configuration, data and kernel the rest is the same to the bit. */
export interface Snapshot {
  step: number;
  epoch: number;
  /** Batches done in the epoch under way; 0 between epochs. */
  batch: number;
  /** Generator state, and the order of the training images in the epoch under way. */
  random: Uint32Array;
  order: Uint32Array;
  /** Weights and the optimiser's states, padding included. */
  parameters: Float32Array | Float64Array;
  /** Loss, with the penalty and without it, and hits so far in the epoch. */
  lossSum: number;
  /** NaN where the epoch began in an earlier version. */
  lossSumWithoutPenalty: number;
  hits: number;
  /** For early stop: the least validation loss and the epochs since. */
  best: number;
  stale: number;
}

/** What training yields, in order; `pulse` carries no result and marks a place where training can pause. */
export type TrainingStep =
  | { kind: 'batch'; record: BatchRecord; rows: number }
  | { kind: 'epoch'; record: Omit<EpochRecord, 'seconds'>; testLogits: Float32Array }
  | { kind: 'pulse' }
  | { kind: 'end'; reason: 'finished' | 'earlyStop' }
  | { kind: 'end'; reason: 'notFinite'; step: number; epoch: number; loss: number };
