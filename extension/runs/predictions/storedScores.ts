import type { ScoreKind } from '@surprisal/core';

/** What is shown of the scores of every item. */
export interface MeasuredItems {
  kind: ScoreKind;
  /** -ln of the probability of the actual class, nats. */
  surprise: Float64Array;
  /** The probability of the actual class, and of the class that it is read as. */
  p: Float64Array;
  confidence: Float64Array;
}

/** Work looks at it again and again, and ends where it was stopped. */
export interface Stop {
  stopped: boolean;
}

/** Scores that are too many to be held: they stay in their file, of which a few rows are read at a time. */
export interface StoredScores {
  readonly kind: ScoreKind;
  /** The score of each class of an item. */
  row(index: number): Promise<Float32Array>;
  /** Reads all of them once, until it is told to stop. */
  measure(actual: Uint16Array, predicted: Uint16Array, stop?: Stop): Promise<MeasuredItems>;
}
