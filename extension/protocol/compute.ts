import type { ConventionPhrase, ErrorCode, MeasureOptions, Syntax, TextRange } from '@surprisal/core';
import type { ArrayFacts, Theme } from './language.js';

/** What is asked of the numbers in a document; it crosses to a thread, so it holds data alone. */
export interface Question {
  source: string;
  /** True for a file that the editor does not hand over: more may be read of it. */
  fromDisk: boolean;
  syntax: Syntax;
  /** What is selected, in document order; empty ones are left out, unless there are several and nothing else. */
  selections: TextRange[];
  caret: number;
  /** Takes the second array for the target. */
  swapped: boolean;
  ask: Ask;
}

export type Ask =
  | { kind: 'measure'; id: string; options: MeasureOptions }
  /** Every measure of a pair, both ways round; or those that are named. */
  | { kind: 'compare'; ids: string[] | null; options: Readonly<Record<string, MeasureOptions>> }
  /** One truth against each of many predictions. */
  | { kind: 'many' }
  | { kind: 'describe'; theme: Theme }
  | { kind: 'edit'; operation: EditOperation; alpha: number; classes: number | null }
  | { kind: 'convexity' }
  | { kind: 'information' };

export type EditOperation = 'softmax' | 'normalise' | 'oneHot' | 'harden' | 'smooth' | 'log' | 'swap';

/** What one argument of a measure was. */
export interface Side {
  range: TextRange;
  key: string | null;
  shape: readonly number[];
  /** How its numbers were taken. */
  role: 'indices' | 'probabilities' | 'logits' | 'numbers';
  /** Rows that do not sum to 1, with the least and the greatest sum among them and where the first stands. */
  unnormalised: { rows: number; least: number; greatest: number; first: TextRange } | null;
}

/** A warning of the mathematics or of the reading, or of what was left out, with the place it speaks of. */
export interface Remark {
  code: string;
  message: string;
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
}

/** One measure of a pair; `problem` says why it has no value. */
export interface Compared {
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
  rows: Compared[];
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

/** New text for places of the document, from the first to the last. */
export interface EditAnswer {
  kind: 'edit';
  edits: (TextRange & { text: string })[];
  /** The whole result of each array, to copy or to append. */
  texts: string[];
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

export type Answer =
  MeasureAnswer | CompareAnswer | ManyAnswer | DescribeAnswer | EditAnswer | ConvexityAnswer | InformationAnswer;

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

/** What the computing thread serves. */
export interface ComputeApi extends Record<string, (params: never) => unknown> {
  answer(params: Question): Answer | Refusal;
  /** Hands over `numbers.wasm`, to read numbers with from then on. */
  useScanner(params: Uint8Array): void;
}
