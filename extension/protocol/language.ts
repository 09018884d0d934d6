import type { ErrorCode, TablePart } from '@surprisal/core';
import type { Kind, PairReading } from './reading.js';
import type { ConfusionFacts, PrintFacts } from './report.js';
import type { TokenFacts } from './tokens.js';

/** Zero-based, in UTF-16 units, as the language-server protocol counts. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export type Theme = 'dark' | 'light' | 'hcDark' | 'hcLight';

/** What the server needs to know of the person's settings; sent whole whenever one changes. */
export interface LanguageSettings {
  diagnostics: boolean;
  /** Keys that mean a distribution, beside the built-in ones; `*` stands for any characters. */
  distributionKeys: string[];
  inlayHints: boolean;
  codeLens: boolean;
}

/** How many keys the settings may add, and how long one may be; a longer key of a document is none of them. */
export const KEYS = { most: 64, length: 128 } as const;

/** What is wrong with an array that is meant as a distribution, as labels, or as one of a pair. */
export type FindingCode = 'sum' | 'negative' | 'logits' | 'notFinite' | 'ragged' | 'classRange' | 'shape' | 'zero';

export type Fix = 'normalise' | 'softmax' | 'smooth' | 'swap';

/** One fault as numbers; the words are made where it is shown. */
export interface Finding {
  code: FindingCode;
  range: Range;
  /** The array as a whole, which a fix rewrites. */
  array: Range;
  /** What was found and what was expected, such as a sum, an index and the number of classes, or two shapes. */
  found: string;
  expected: string;
  /** How many more of the same there are in the array. */
  more: number;
  fixes: Fix[];
}

export interface Findings {
  uri: string;
  version: number;
  findings: Finding[];
}

export interface FixParams {
  textDocument: { uri: string };
  version: number;
  array: Range;
  fix: Fix;
}

/** New text for places of the document, in its order. */
export type FixEdits = { range: Range; text: string }[];

export interface ShapeHint {
  position: Position;
  shape: number[];
  /** What the text says of it, such as `float32`, or as Python would call it. */
  type: string;
}

export interface PairLens extends PairFacts {
  position: Position;
}

export interface DocumentParams {
  textDocument: { uri: string };
  version: number;
  range: Range;
}

/** Asks about the array at a position, and marks it as a distribution or takes the mark back. */
export interface MarkParams {
  textDocument: { uri: string };
  version: number;
  position: Position;
  /** Null only asks. An array with a key is not marked: its key belongs in the settings. */
  mark: boolean | null;
}

/** The array, and what makes its numbers count as distributions: its name, a key of the settings, or a mark. */
export type MarkAnswer = { range: Range; key: string | null; checkedBy: 'name' | 'setting' | 'mark' | null } | null;

export const MARK = 'surprisal/mark';
export const HOVER = 'surprisal/hover';
/** From the server: the faults of a document, whenever it changes. */
export const FINDINGS = 'surprisal/findings';
export const FIX = 'surprisal/fix';
export const HINTS = 'surprisal/hints';
export const LENSES = 'surprisal/lenses';
export const SETTINGS = 'surprisal/settings';
/** From the server: the document that it reads from now on, told before it does, as nothing is heard while it reads. */
export const READING = 'surprisal/reading';
/** Asks for nothing but an answer. */
export const PING = 'surprisal/ping';

export interface HoverParams {
  textDocument: { uri: string };
  /** The text that the position was taken from; another version gets no answer. */
  version: number;
  position: Position;
  theme: Theme;
}

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

/** A target and a prediction that stand together, and every way to read them, the one that is shown first. */
export interface PairFacts {
  target: Range;
  prediction: Range;
  /** The keys of target and prediction, as the text has them. */
  names: [target: string, prediction: string];
  readings: PairReading[];
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

export interface HoverData extends ArrayFacts {
  range: Range;
  /** Several where the array may belong to any of them. */
  pairs: PairFacts[];
  /** Of a table, which part of it this is. */
  table?: TablePart;
  /** Whole counts that are a confusion matrix, or may be one. */
  confusion: ConfusionFacts | null;
}

/** An array that could not be read, or is too large to read for a hover. */
export interface HoverProblem {
  range: Range;
  code: ErrorCode;
  found: string;
  expected: string;
  at: Position | null;
}

export type HoverAnswer =
  { data: HoverData } | { print: PrintFacts } | { tokens: TokenFacts } | { problem: HoverProblem } | null;
