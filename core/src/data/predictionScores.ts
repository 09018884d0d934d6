import { PROBABILITY_TOLERANCE, SUM_TOLERANCE } from '../numeric/tolerance.js';
import { sum } from '../numeric/sum.js';
import { dataError, grouped } from './bytes.js';
import {
  type Column,
  numberOf,
  placeOf,
  type PredictionChoices,
  quoteCell,
  type ScoreKind,
  Unanswered,
} from './predictionTypes.js';

export interface Scores {
  kind: ScoreKind;
  /** `rows * width`, row by row. */
  data: Float64Array;
  width: number;
  heads: readonly string[] | null;
  normalized: number;
}

/**
 * Checks scores: finite; as probabilities from 0 to 1 with sums of 1. What they are is asked where neither their name
 * nor their numbers tell. A single probability a row is that of the second of two classes.
 */
export function readScores(column: Column, kind: ScoreKind | null, choices: PredictionChoices): Scores {
  const { rows, heads } = column;
  const width = column.width ?? 1;
  const data = Float64Array.from({ length: rows * width }, (_, at) => {
    const x = numberOf(column.cells[at]);
    if (!Number.isFinite(x)) throw dataError(place(column, at), quoteCell(column.cells[at]), 'a finite number');
    return x;
  });
  const fault = probabilityFault(column, data);
  const missed = fault || width === 1 ? [] : missedSums(data, rows, width);
  const [first] = missed;
  const because = first === undefined ? '' : sumWords(column, data, first, missed.length);
  if (kind === 'logits' && width > 1) return { kind, data, width, heads, normalized: 0 };
  if (fault || missed.length > 0) {
    if (kind === null && width > 1)
      throw new Unanswered({ ask: 'scoreKind', column: column.id, because: fault?.message ?? because });
    if (fault) throw fault;
    if (!choices.normalize) throw new Unanswered({ ask: 'normalize', because });
    divide(column, data, missed);
  }
  if (width > 1) return { kind: 'probabilities', data, width, heads, normalized: missed.length };
  const both = Float64Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 1 ? data[i >> 1] : 1 - data[i >> 1]));
  return { kind: 'probabilities', data: both, width: 2, heads: null, normalized: 0 };
}

/** The class of the greatest score in each row, the first of equals. */
export function argmax({ data, width }: Pick<Scores, 'data' | 'width'>): Uint8Array {
  return Uint8Array.from({ length: data.length / width }, (_, i) => {
    let best = 0;
    for (let c = 1; c < width; c++) if (data[i * width + c] > data[i * width + best]) best = c;
    return best;
  });
}

function place(column: Column, at: number): string {
  const { width, heads } = column;
  if (width === null) return placeOf(column, at);
  const c = at % width;
  return placeOf(column, Math.floor(at / width), `${column.name} of ${heads ? heads[c] : `class ${c}`}`);
}

function probabilityFault(column: Column, data: Float64Array): Error | null {
  const at = data.findIndex((x) => x < 0 || x > 1 + PROBABILITY_TOLERANCE);
  return at < 0 ? null : dataError(place(column, at), String(data[at]), 'a probability from 0 to 1');
}

function missedSums(data: Float64Array, rows: number, width: number): number[] {
  const missed: number[] = [];
  for (let i = 0; i < rows; i++) if (Math.abs(sum(data, i * width, width) - 1) > SUM_TOLERANCE) missed.push(i);
  return missed;
}

/** `p.csv, line 4: probabilities that sum to 0.98, 0.02 below 1, as do 3 other rows' sums`. */
function sumWords(column: Column, data: Float64Array, row: number, count: number): string {
  const width = column.width ?? 1;
  const total = sum(data, row * width, width);
  const by = Math.abs(total - 1);
  const side = total < 1 ? 'below' : 'above';
  const others = count === 1 ? '' : ` (${grouped(count)} of ${grouped(column.rows)} rows do not sum to 1)`;
  const found = `probabilities that sum to ${short(total)}, ${short(by)} ${side} 1${others}`;
  return dataError(placeOf(column, row, ''), found, `a sum of 1 to within ${SUM_TOLERANCE}`).message;
}

const short = (x: number): string => String(Number(x.toPrecision(6)));

function divide(column: Column, data: Float64Array, rows: readonly number[]): void {
  const width = column.width ?? 1;
  for (const i of rows) {
    const total = sum(data, i * width, width);
    if (!(total > 0))
      throw dataError(placeOf(column, i), 'probabilities that are all 0', 'a positive sum to divide by');
    for (let c = 0; c < width; c++) data[i * width + c] /= total;
  }
}
