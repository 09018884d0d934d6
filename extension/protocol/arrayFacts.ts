import type { Kind } from './reading.js';

export type Theme = 'dark' | 'light' | 'hcDark' | 'hcLight';

/** A picture as a data URI; the size is that on the page. */
export interface Picture {
  kind: 'digit' | 'colours' | 'heat' | 'histogram' | 'bars' | 'entropy';
  uri: string;
  width: number;
  height: number;
}

/** One class of a distribution. */
export interface ClassFacts {
  index: number;
  p: number;
  surprise: number;
}

export interface DistributionFacts {
  classes: number;
  sum: number;
  entropy: number;
  perplexity: number;
  top: ClassFacts;
  second: ClassFacts | null;
  /** The numbers are logits, and this is their softmax. */
  fromLogits: boolean;
}

/** Many distributions, on the last axis. */
export interface RowFacts {
  rows: number;
  classes: number;
  meanEntropy: number;
  /** Rows that do not sum to 1. */
  unnormalised: number;
  fromLogits: boolean;
}

/** What is known of an array, as numbers; the words are made where it is shown. */
export interface ArrayFacts {
  shape: number[];
  count: number;
  whole: boolean;
  /** All are written as true or false. */
  booleans: boolean;
  minimum: number | null;
  maximum: number | null;
  mean: number | null;
  standardDeviation: number | null;
  notZero: number;
  nans: number;
  infinities: number;
  /** What the numbers may be, the most telling first. */
  kinds: Kind[];
  /** The length of what looks like an embedding. */
  norm: number | null;
  distribution: DistributionFacts | null;
  rows: RowFacts | null;
  picture: Picture | null;
}
