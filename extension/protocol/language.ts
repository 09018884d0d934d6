import type { ErrorCode, TablePart } from '@surprisal/core';
import type { ArrayFacts, Theme } from './arrayFacts.js';
import type { Position, Range } from './range.js';
import type { PairReading } from './reading.js';
import type { ConfusionFacts, PrintFacts } from './report.js';
import type { TokenFacts, TokenTints } from './tokens.js';

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

/** New text for places of the document, in its order. */
export type FixEdits = { range: Range; text: string }[];

export interface ShapeHint {
  position: Position;
  shape: number[];
  /** What the text says of it, such as `float32`, or as Python would call it. */
  type: string;
}

/** A target and a prediction that stand together, and every way to read them, the one that is shown first. */
export interface PairFacts {
  target: Range;
  prediction: Range;
  /** The keys of target and prediction, as the text has them. */
  names: [target: string, prediction: string];
  readings: PairReading[];
}

export interface PairLens extends PairFacts {
  position: Position;
}

/** The array, and what makes its numbers count as distributions: its name, a key of the settings, or a mark. */
export type MarkAnswer = { range: Range; key: string | null; checkedBy: 'name' | 'setting' | 'mark' | null } | null;

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

/** What every request says of its document; another version than the server has gets no answer. */
export interface Versioned {
  textDocument: { uri: string };
  version: number;
}

/** What the server answers about a document. */
export interface LanguageApi {
  hover(params: Versioned & { position: Position; theme: Theme }): HoverAnswer;
  /** Edits that mend an array. */
  fix(params: Versioned & { array: Range; fix: Fix }): FixEdits;
  hints(params: Versioned & { range: Range }): ShapeHint[];
  lenses(params: Versioned): PairLens[];
  /** The tokens of a document by their surprise. */
  tints(params: Versioned): TokenTints | null;
  /**
   * The array at a position, which is marked as a distribution or no longer; null only asks. An array with a key is not
   * marked: its key belongs in the settings.
   */
  mark(params: Versioned & { position: Position; mark: boolean | null }): MarkAnswer;
}

/** What the server tells its client. */
export interface LanguageEvents {
  /** The faults of a document, whenever it changes. */
  findings: Findings;
  /** The document that it reads from now on, by its address; sent before it reads, as it hears nothing while it does. */
  reading: string;
}

/** What the client tells the server. */
export interface ClientEvents {
  settings: LanguageSettings;
}

/** What a message is called in the language-server protocol; `ping` asks for nothing but an answer. */
export const wireName = (name: keyof LanguageApi | keyof LanguageEvents | keyof ClientEvents | 'ping'): string =>
  `surprisal/${name}`;
