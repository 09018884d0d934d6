import { counted, grouped } from '../numeric/describe.js';
import { PROBABILITY_TOLERANCE, SUM_TOLERANCE } from '../numeric/tolerance.js';
import { sum } from '../numeric/sum.js';
import { dataError } from '../data/bytes.js';
import { type Column, placeOf, type PredictionChoices, quoteCell, type ScoreKind, Unanswered } from './types.js';

export interface Scores {
  kind: ScoreKind;
  /** `rows * width`, row by row. */
  data: Float64Array;
  width: number;
  heads: readonly string[] | null;
  normalized: number;
  rounded: number;
}

/**
 * Checks scores: finite; as probabilities from 0 to 1 with sums of 1. What they are is asked where neither their name
 * nor their numbers tell. A single probability a row is that of the second of two classes.
 */
export function readScores(column: Column, kind: ScoreKind | null, choices: PredictionChoices): Scores {
  const { rows, heads } = column;
  const width = column.width ?? 1;
  const data = new Float64Array(rows * width);
  for (let at = 0; at < data.length; at++) {
    data[at] = column.cells.number(at);
    if (!Number.isFinite(data[at]))
      throw dataError(place(column, at), quoteCell(column.cells.get(at)), 'a finite number');
  }
  if (kind === 'logits' && width > 1) return { kind, data, width, heads, normalized: 0, rounded: 0 };
  const fault = probabilityFault(column, data);
  const missed = fault || width === 1 ? { first: -1, count: 0 } : missedSums(data, rows, width);
  const because = missed.count === 0 ? '' : sumWords(column, data, missed.first, missed.count);
  if (fault || missed.count > 0) {
    if (kind === null && width > 1)
      throw new Unanswered({ ask: 'scoreKind', column: column.id, because: fault?.message ?? because });
    if (fault) throw fault;
    if (!choices.normalize) throw new Unanswered({ ask: 'normalize', because });
    divide(column, data);
  }
  const rounded = roundOff(data);
  if (width > 1) return { kind: 'probabilities', data, width, heads, normalized: missed.count, rounded };
  const both = new Float64Array(rows * 2);
  for (let i = 0; i < both.length; i++) both[i] = i % 2 === 1 ? data[i >> 1] : 1 - data[i >> 1];
  return { kind: 'probabilities', data: both, width: 2, heads: null, normalized: 0, rounded };
}

/** The class of the greatest score in each row, the first of equals. */
export function argmax({ data, width }: Pick<Scores, 'data' | 'width'>): Uint8Array {
  const found = new Uint8Array(data.length / width);
  for (let i = 0; i < found.length; i++) {
    let best = 0;
    for (let c = 1; c < width; c++) if (data[i * width + c] > data[i * width + best]) best = c;
    found[i] = best;
  }
  return found;
}

function place(column: Column, at: number): string {
  const { width, heads } = column;
  if (width === null) return placeOf(column, at);
  const c = at % width;
  return placeOf(column, Math.floor(at / width), `${column.name} of ${heads ? heads[c] : `class ${c}`}`);
}

function probabilityFault(column: Column, data: Float64Array): Error | null {
  const at = data.findIndex((x) => x < -PROBABILITY_TOLERANCE || x > 1 + PROBABILITY_TOLERANCE);
  return at < 0 ? null : dataError(place(column, at), String(data[at]), 'a probability from 0 to 1');
}

/** Makes 0 or 1 of what misses it by rounding, so that no probability's complement or logarithm has the wrong sign. */
function roundOff(data: Float64Array): number {
  let rounded = 0;
  for (let at = 0; at < data.length; at++) {
    if (data[at] >= 0 && data[at] <= 1) continue;
    data[at] = data[at] < 0 ? 0 : 1;
    rounded++;
  }
  return rounded;
}

const misses = (total: number): boolean => Math.abs(total - 1) > SUM_TOLERANCE;

/** The first row whose sum is not 1, and how many there are. */
function missedSums(data: Float64Array, rows: number, width: number): { first: number; count: number } {
  const missed = { first: -1, count: 0 };
  for (let i = 0; i < rows; i++) if (misses(sum(data, i * width, width)) && missed.count++ === 0) missed.first = i;
  return missed;
}

/** `p.csv, line 4: probabilities that sum to 0.98, 0.02 below 1, as do 3 other rows' sums`. */
function sumWords(column: Column, data: Float64Array, row: number, count: number): string {
  const width = column.width ?? 1;
  const total = sum(data, row * width, width);
  const by = Math.abs(total - 1);
  const side = total < 1 ? 'below' : 'above';
  const others = count === 1 ? '' : ` (${grouped(count)} of ${counted(column.rows, 'row')} do not sum to 1)`;
  const found = `probabilities that sum to ${short(total)}, ${short(by)} ${side} 1${others}`;
  return dataError(placeOf(column, row, ''), found, `a sum of 1 to within ${SUM_TOLERANCE}`).message;
}

const short = (x: number): string => String(Number(x.toPrecision(6)));

function divide(column: Column, data: Float64Array): void {
  const width = column.width ?? 1;
  for (let i = 0; i < column.rows; i++) {
    const total = sum(data, i * width, width);
    if (!misses(total)) continue;
    if (!(total > 0))
      throw dataError(placeOf(column, i), 'probabilities that are all 0', 'a positive sum to divide by');
    for (let c = 0; c < width; c++) data[i * width + c] /= total;
  }
}
