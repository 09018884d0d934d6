import type { ConventionPhrase, ErrorCode, TextRange, VectorComparison } from '@surprisal/core';
import type { ArrayFacts } from './arrayFacts.js';
import type { Kind, PairReading } from './reading.js';
import type { ReportFacts } from './report.js';
import type { TokenFacts } from './tokens.js';

/** What one argument of a measure was. */
export interface Side {
  range: TextRange;
  key: string | null;
  shape: readonly number[];
  /** How its numbers were taken. */
  role: 'indices' | 'probabilities' | 'logits' | 'numbers';
  /** What the numbers themselves say that they are, where they do. */
  kind: Kind | null;
  /** Rows that do not sum to 1, with the least and the greatest sum among them and where the first stands. */
  unnormalised: { rows: number; least: number; greatest: number; first: TextRange } | null;
}

/** A warning of the mathematics or of the reading, or of what was left out, with the place it speaks of. */
export interface Remark {
  code: string;
  message: string;
  /** How often it was noticed in reading. */
  count?: number;
  range: TextRange | null;
}

/** One value an item, with what stands beside it in the table; NaN where it does not apply. */
export interface Items {
  kind: 'row' | 'element' | 'class';
  values: Float64Array;
  target: Float64Array | null;
  prediction: Float64Array | null;
  /** The class with the greatest probability, and the probability of the target class. */
  readAs: Float64Array | null;
  p: Float64Array | null;
  /**
   * By the prediction, where that is logits: for cross-entropy `out - target`. One number a class; of rows, one row after
   * the other, each by its own loss.
   */
  gradient: Float64Array | null;
  /** Start and end offset of each item, one after the other. */
  ranges: Float64Array;
  /** How many there are in all; a table holds no more than `ITEMS`. */
  total: number;
}

/** Rows of a table that a page is given. */
export const ITEMS = 100_000;

export type OtherConvention = 'clipped' | 'noEpsilon' | 'bits' | 'added';

export interface MeasureAnswer {
  kind: 'measure';
  id: string;
  value: number | null;
  unit: string;
  convention: string;
  /** The convention in parts, for the words of a person's language. */
  phrases: readonly ConventionPhrase[];
  counted: number;
  of: number;
  classes: number | null;
  right: number | null;
  remarks: Remark[];
  target: Side | null;
  prediction: Side;
  items: Items;
  /** The part of the loss that each target class carries, greatest first. */
  shares: { label: number; share: number }[];
  /** The target's own entropy and what lies beyond it, where both sides are one distribution. */
  parts: { entropy: number; divergence: number } | null;
  others: { convention: OtherConvention; value: number }[];
  /** Lines of PyTorch that print the same value; null where there are none, or too many numbers. */
  pytorch: string | null;
  /** Every way to read the pair with what it comes to; none where there is but one argument, or too many numbers. */
  readings: PairReading[];
}

/** One measure of a pair; `problem` says why it has no value. */
export interface MeasureRow {
  id: string;
  value: number | null;
  /** With target and prediction exchanged. */
  backward: number | null;
  unit: string;
  convention: string;
  problem: string | null;
}

export interface CompareAnswer {
  kind: 'compare';
  rows: MeasureRow[];
  target: Side;
  prediction: Side;
  remarks: Remark[];
  parts: MeasureAnswer['parts'];
}

export interface ManyAnswer {
  kind: 'many';
  target: Side;
  /** What each prediction is called, by its key or by its number. */
  names: string[];
  /** That the one truth stands against each of them. */
  convention: ConventionPhrase;
  columns: { id: string; unit: string; values: Float64Array }[];
  ranges: Float64Array;
  total: number;
  remarks: Remark[];
}

export interface DescribeAnswer {
  kind: 'describe';
  facts: ArrayFacts;
  side: Side;
  remarks: Remark[];
  /** One line a row of a matrix, or a number of a vector, with its range in the text. */
  table: {
    mean: Float64Array;
    minimum: Float64Array;
    maximum: Float64Array;
    ranges: Float64Array;
    total: number;
  } | null;
}

/** Tokens with log-probabilities, which are the answer where the array to describe is a list of them. */
export interface TokensAnswer {
  kind: 'tokens';
  facts: Omit<TokenFacts, 'range'>;
  side: Side;
  remarks: Remark[];
  /** One line a token: its text, its log-probability in nats, what the list of the likeliest holds, and its place. */
  table: { texts: string[]; logprobs: Float64Array; listed: Float64Array | null; ranges: Float64Array; total: number };
}

/** A printed classification report, a line a class and then its means; what is not printed is NaN. */
export interface ReportAnswer {
  kind: 'report';
  facts: ReportFacts;
  side: Side;
  remarks: Remark[];
  table: {
    labels: string[];
    precision: Float64Array;
    recall: Float64Array;
    f1: Float64Array;
    support: Float64Array;
    ranges: Float64Array;
    total: number;
  };
}

/** Two arrays beside each other; an index is a path, with its place in both. */
export interface VectorsAnswer extends Omit<VectorComparison, 'absolute' | 'relative' | 'first'> {
  kind: 'vectors';
  sides: readonly [Side, Side];
  absolute: PlacedDifference | null;
  relative: PlacedDifference | null;
  /** The first two numbers that are not close. */
  first: PlacedDifference | null;
  remarks: Remark[];
}

export interface PlacedDifference {
  value: number;
  path: number[];
  numbers: [number, number];
  ranges: [TextRange, TextRange];
}

/** New text for places of the document, from the first to the last. */
export interface EditAnswer {
  kind: 'edit';
  edits: (TextRange & { text: string })[];
  /** The whole result of each array, to copy or to append. */
  texts: string[];
  /** How many logarithms of 0 are among the numbers. */
  infinite: number;
  remarks: Remark[];
}

export interface ConvexityAnswer {
  kind: 'convexity';
  side: Side;
  probabilities: Float64Array;
  /** Of the Hessian of softmax with cross-entropy at these logits, greatest first. */
  eigenvalues: Float64Array;
  convex: boolean;
}

/** How a column was asked about: by each of its values, or as numbers by the one threshold that tells most. */
export type Split =
  { by: 'values'; values: number } | { by: 'threshold'; threshold: number | null; below: number; above: number };

export interface InformationAnswer {
  kind: 'information';
  /** Two sequences of labels, a table of counts, or columns ranked against a label. */
  input: 'labels' | 'counts' | 'columns';
  rows: { id: string; value: number | null; unit: string; convention: string; problem: string | null }[];
  /** Columns by the information they give about the label, greatest first. */
  ranking: { name: string; gain: number; split: Split }[];
  of: number;
  side: Side;
  remarks: Remark[];
}

export interface ReadingsAnswer {
  kind: 'readings';
  readings: PairReading[];
  /** Several pairs of which one is to be chosen; none where it is clear which is meant. */
  pairs: {
    names: readonly [target: string, prediction: string];
    target: TextRange;
    prediction: TextRange;
    readings: PairReading[];
  }[];
}

/** Class indices on both sides. */
export interface ClassesAnswer {
  kind: 'classes';
  accuracy: number | null;
  right: number;
  counted: number;
  of: number;
  labels: number[];
  /** Actual on the rows, predicted on the columns. */
  counts: number[][];
  /** One a class, in the order of the labels; null where nothing was divided by. */
  classes: { precision: number | null; recall: number | null; f1: number | null; support: number }[];
  /** Of the items that count, in the order of the text. */
  actual: Float64Array;
  predicted: Float64Array;
  target: Side;
  prediction: Side;
  readings: PairReading[];
  remarks: Remark[];
}

export type Answer =
  | MeasureAnswer
  | CompareAnswer
  | ManyAnswer
  | DescribeAnswer
  | TokensAnswer
  | ReportAnswer
  | VectorsAnswer
  | EditAnswer
  | ConvexityAnswer
  | InformationAnswer
  | ReadingsAnswer
  | ClassesAnswer;

/** Why there is no answer: what was found, where, and what was expected. */
export interface Refusal {
  kind: 'refusal';
  code: ErrorCode;
  found: string;
  expected: string;
  argument: string | null;
  range: TextRange | null;
  /** The place of the array that what was found does not go with. */
  other: TextRange | null;
}
