import { counted, grouped } from '../numeric/describe.js';
import { PROBABILITY_TOLERANCE, SUM_TOLERANCE } from '../numeric/tolerance.js';
import { sum } from '../numeric/sum.js';
import { dataError } from '../data/bytes.js';
import {
  type Column,
  placeOf,
  type PredictionChoices,
  quoteCell,
  type RoundedSums,
  type ScoreKind,
  Unanswered,
} from './types.js';

export interface Scores {
  kind: ScoreKind;
  /** `rows * width`, row by row. */
  data: Float64Array;
  width: number;
  heads: readonly string[] | null;
  normalized: number;
  rounded: number;
  sums: RoundedSums | null;
}

/** From so many decimals on a sum may miss 1 by their rounding; with fewer it could be anything. */
const LEAST_DECIMALS = 3;

/**
 * Checks scores: finite; as probabilities from 0 to 1 with sums of 1, or as near to it as the rounding of the decimals
 * that are written leaves them. What they are is asked where neither their name nor their numbers tell. A single
 * probability a row is that of the second of two classes.
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
  if (kind === 'logits' && width > 1) return { kind, data, width, heads, normalized: 0, rounded: 0, sums: null };
  const fault = probabilityFault(column, data);
  let missed = fault || width === 1 ? { first: -1, count: 0, sums: null } : missedSums(column, data);
  const because = missed.count === 0 ? '' : sumWords(column, data, missed.first, missed.count);
  if (fault || missed.count > 0) {
    if (kind === null && width > 1)
      throw new Unanswered({ ask: 'scoreKind', column: column.id, because: fault?.message ?? because });
    if (fault) throw fault;
    if (!choices.normalize) throw new Unanswered({ ask: 'normalize', because });
    divide(column, data);
    missed = { ...missed, count: missed.count + (missed.sums?.rows ?? 0), sums: null };
  }
  const rounded = roundOff(data);
  if (width > 1) {
    const { count: normalized, sums } = missed;
    return { kind: 'probabilities', data, width, heads, normalized, rounded, sums };
  }
  const both = new Float64Array(rows * 2);
  for (let i = 0; i < both.length; i++) both[i] = i % 2 === 1 ? data[i >> 1] : 1 - data[i >> 1];
  return { kind: 'probabilities', data: both, width: 2, heads: null, normalized: 0, rounded, sums: null };
}

/** The class of the greatest score in each row, the first of equals. */
export function argmax({ data, width }: Pick<Scores, 'data' | 'width'>): Uint16Array {
  const found = new Uint16Array(data.length / width);
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

/** The first row whose sum is not 1, how many there are, and those whose decimals explain it. */
function missedSums(column: Column, data: Float64Array): { first: number; count: number; sums: RoundedSums | null } {
  const width = column.width ?? 1;
  const missed = { first: -1, count: 0 };
  const sums = { rows: 0, most: 0, decimals: Infinity };
  for (let i = 0; i < column.rows; i++) {
    const total = sum(data, i * width, width);
    if (!misses(total)) continue;
    const decimals = decimalsOf(column, i);
    const by = Math.abs(total - 1);
    // Each of them is off by half a unit of its last decimal at most.
    if (decimals >= LEAST_DECIMALS && by <= width * 0.5 * 10 ** -decimals * (1 + 1e-6)) {
      sums.rows++;
      sums.most = Math.max(sums.most, by);
      sums.decimals = Math.min(sums.decimals, decimals);
    } else if (missed.count++ === 0) missed.first = i;
  }
  return { ...missed, sums: sums.rows > 0 ? sums : null };
}

/** The most decimals that a number of a row is written with: `0.25` has two, `1e-06` six. */
function decimalsOf({ cells, width }: Column, row: number): number {
  let most = 0;
  for (let c = 0; c < (width ?? 1); c++) {
    const found = /^[+-]?\d*(?:[.,](\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(cells.text(row * (width ?? 1) + c));
    most = Math.max(most, (found?.[1] ?? '').length - Number(found?.[2] ?? 0));
  }
  return most;
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

/** Divides every row that misses 1 by its sum. */
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
