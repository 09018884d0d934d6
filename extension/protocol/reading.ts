import type { MeasureOptions } from '@surprisal/core';

/**
 * What the numbers of an array are. `positive` are probabilities of the positive class, one an item; `scores` lie in
 * [0, 1] and are no distribution, such as those of detections or the top-k of one.
 */
export type Kind =
  | 'classIndices'
  | 'binaryLabels'
  | 'multiLabels'
  | 'oneHot'
  | 'distributions'
  | 'positive'
  | 'percentages'
  | 'counts'
  | 'logits'
  | 'scores'
  | 'values';

/** One way to read a pair: as what each side is taken, and what is then computed. */
export interface Reading {
  measure: string;
  /** Only those that are applied. */
  options: MeasureOptions;
  target: Kind;
  prediction: Kind;
  /** Numbers above 1 with none below 0 may be logits or a slip: this is shown as a question, and never taken unasked. */
  offered?: true;
}

/** A reading whose checks all hold, with what it comes to. */
export interface PairReading extends Reading {
  value: number;
  counted: number;
  /** `nats`; empty for a plain number. */
  unit: string;
}

/** The measure of two sequences of class indices: the share that is the same. */
export const ACCURACY = 'accuracy';
