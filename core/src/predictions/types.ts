import { counted, grouped } from '../numeric/describe.js';
import { dataError } from '../data/bytes.js';
import type { Cells } from './cells.js';

/** Values of one name in a file: one a row, or `width` a row. */
export interface Column {
  /** File and name, by which a choice names it. */
  id: string;
  file: string;
  name: string;
  rows: number;
  /** Null: one value a row. */
  width: number | null;
  /** `rows * (width ?? 1)`, row by row. */
  cells: Cells;
  /** What each of the `width` values is called. */
  heads: readonly string[] | null;
  /** The line of a row, in a text of lines. */
  line: ((row: number) => number) | null;
  /** It only numbers the rows, so it is neither label nor prediction. */
  numbers?: boolean;
}

/** A column that is neither label, prediction nor score, and is shown beside them. */
export interface ExtraColumn {
  name: string;
  /** Whether it names its items, or their files, or the pictures of them, which are looked for only where a person sees the row. */
  is: 'id' | 'file' | 'image' | null;
  /** Texts one after the other in units of UTF-16, and where each ends. */
  units: Uint16Array;
  ends: Uint32Array;
}

/** Rows whose probabilities sum to 1 but for the rounding of the decimals that are written. */
export interface RoundedSums {
  rows: number;
  /** The most that a sum misses 1 by. */
  most: number;
  /** The fewest decimals of these rows. */
  decimals: number;
}

/** What one file or more hold. */
export interface Columns {
  columns: Column[];
  /** Those that only number the rows. */
  numbering: Column[];
  /** Names of the classes, where a file lists them. */
  classes: readonly string[] | null;
}

/** What a person chose where names alone do not tell; columns by their `id`. */
export interface PredictionChoices {
  /** Files whose first line is names (true) or values (false). */
  header?: Readonly<Record<string, boolean>>;
  actual?: string;
  predicted?: string;
  scores?: string;
  scoreKind?: ScoreKind;
  /** The classes in the order of the scores. */
  classes?: readonly string[];
  /** The class that a single probability speaks of. */
  positive?: string;
  /** Divides rows of probabilities by their sum. */
  normalize?: boolean;
}

export type ScoreKind = 'probabilities' | 'logits';

/** What only a person can tell. */
export type PredictionQuestion = { kind: 'question' } & Ask;
export type Ask =
  | { ask: 'header'; file: string; first: string }
  | { ask: 'actual' | 'predicted' | 'scores'; columns: { id: string; sample: string }[] }
  /** Another file is wanted: of labels, or of predictions or probabilities. */
  | { ask: 'file'; wanted: 'labels' | 'predictions' }
  | { ask: 'scoreKind'; column: string; because: string }
  /** Which class each of `count` scores belongs to; `found` are those that the labels name, sorted. */
  | { ask: 'classes'; found: string[]; count: number }
  | { ask: 'positive'; column: string; classes: string[] }
  | { ask: 'normalize'; because: string };

/** Labels beside what a model said, as class indices. */
export interface Predictions {
  kind: 'predictions';
  classes: string[];
  actual: Uint16Array;
  predicted: Uint16Array;
  /** `count * classes`, row by row; null where only labels were given. */
  scores: { kind: ScoreKind; data: Float64Array | Float32Array } | null;
  /** Rows that were divided by their sum. */
  normalized: number;
  /** Probabilities that missed 0 or 1 by rounding, and were made it. */
  rounded: number;
  /** Sums that rounding to few decimals explains; null where there are none. */
  sums: RoundedSums | null;
  /** Columns beside labels and scores, and the names of those that found no room. */
  extras: ExtraColumn[];
  leftOut: string[];
  /** What was taken for what: ids of columns. */
  from: { actual: string; predicted: string | null; scores: string | null };
}

/** A question that stops the reading until it is answered. */
export class Unanswered extends Error {
  readonly question: PredictionQuestion;
  constructor(ask: Ask) {
    super(ask.ask);
    this.question = { kind: 'question', ...ask };
  }
}

/** Where a row stands, as a person counts: its line in a text of lines, or its row from 1. */
export function placeOf(column: Column, row: number, head = ''): string {
  const place = column.line ? `line ${grouped(column.line(row))}` : `row ${grouped(row + 1)}`;
  const name = head === '' ? column.name : head;
  return `${column.file}, ${place}${column.id === column.file && head === '' ? '' : `, ${name}`}`;
}

/** A cell as a message shows it. */
export const quoteCell = (cell: unknown): string =>
  cell === '' || cell === null || cell === undefined
    ? 'nothing'
    : typeof cell === 'string'
      ? JSON.stringify(cell.slice(0, 40))
      : typeof cell === 'number' || typeof cell === 'boolean'
        ? String(cell)
        : JSON.stringify(cell).slice(0, 40);

/** Throws unless both columns have as many rows. */
export function checkCounts(column: Column, of: Column, what: string): void {
  if (column.rows === of.rows) return;
  const there = of.file === column.file ? of.name : of.id;
  throw dataError(
    column.id,
    `${grouped(column.rows)} ${what} for ${counted(of.rows, 'label')}`,
    `${grouped(of.rows)}, as many as in ${there}`,
  );
}
