/** What one batch gave: its mean loss (penalty included, nats) and the part of it that was read right. */
export interface BatchRecord {
  /** Counts batches from 1 over the whole run. */
  step: number;
  loss: number;
  accuracy: number;
}

/** What one epoch gave. Validation is null where nothing is held out. */
export interface EpochRecord {
  /** Counts from 1. */
  epoch: number;
  /** Batches done when it ended. */
  step: number;
  /** Mean over the epoch's batches. */
  trainLoss: number;
  trainAccuracy: number;
  validationLoss: number | null;
  validationAccuracy: number | null;
  /** On the test part: for display only, never for a decision. */
  testLoss: number;
  testAccuracy: number;
  /** Confusion counts on the test part, `classes * classes`, actual on the rows. */
  confusion: Uint32Array;
  /** Seconds of training until here, pauses and evaluation left out. */
  seconds: number;
}
