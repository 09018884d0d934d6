import { grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import type { NumericArray } from '../tensor/tensor.js';
import type { LabelCounter } from './labelCounter.js';
import { LabelIndex, type Label } from './labels.js';

/** The distinct labels of two vectors and, flat and row by row, how often each pair of them occurs. */
interface Tally {
  labels: Label[];
  counts: Uint32Array;
}

type Values = readonly Label[] | NumericArray;

/** A matrix of more classes than this fits neither a page nor the memory. */
export const MOST_CLASSES = 4096;

/** A table of more cells than this a pair would take longer to read than the pairs to look up. */
const CELLS_PER_PAIR = 64;

/** Counts the pairs `(actual[k], predicted[k])` of two vectors of one length. */
export function tally(actual: Values, predicted: Values, counter?: LabelCounter): Tally {
  const counts =
    counter && ArrayBuffer.isView(actual) && ArrayBuffer.isView(predicted) && counter.count(actual, predicted);
  if (counts) return ofCells(counts, 6);
  return tallySmall(actual, predicted, 6) ?? tallySmall(actual, predicted, 10) ?? tallyAny(actual, predicted);
}

/** Whole numbers below `2 ** bits` need no look-up: one pass over all pairs; undefined for few pairs or any other label. */
function tallySmall(actual: Values, predicted: Values, bits: number): Tally | undefined {
  const size = 1 << bits;
  if (size * size > CELLS_PER_PAIR * actual.length) return undefined;
  const cells = new Uint32Array(size * size);
  const count = isInteger(actual) && isInteger(predicted) ? countIntegers : countChecked;
  return count(actual as ArrayLike<number>, predicted as ArrayLike<number>, bits, cells)
    ? ofCells(cells, bits)
    : undefined;
}

/** The labels that occur in a table of `2 ** bits` classes, and their counts. */
function ofCells(cells: Uint32Array, bits: number): Tally {
  const size = 1 << bits;
  const used = new Uint8Array(size);
  for (let cell = 0; cell < cells.length; cell++) if (cells[cell] > 0) used[cell >> bits] = used[cell & (size - 1)] = 1;
  const labels = Array.from(used.keys()).filter((label) => used[label] > 0);
  const counts = labels.flatMap((i) => labels.map((j) => cells[(i << bits) | j]));
  return { labels, counts: Uint32Array.from(counts) };
}

/** Counts four pairs a round and looks only in the end whether all were below `2 ** bits`. */
function countIntegers(a: ArrayLike<number>, p: ArrayLike<number>, bits: number, cells: Uint32Array): boolean {
  const mask = cells.length - 1;
  const whole = a.length & ~3;
  let all = 0;
  for (let k = 0; k < whole; k += 4) {
    const i0 = a[k];
    const i1 = a[k + 1];
    const i2 = a[k + 2];
    const i3 = a[k + 3];
    const j0 = p[k];
    const j1 = p[k + 1];
    const j2 = p[k + 2];
    const j3 = p[k + 3];
    all |= i0 | i1 | i2 | i3 | j0 | j1 | j2 | j3;
    cells[((i0 << bits) | j0) & mask]++;
    cells[((i1 << bits) | j1) & mask]++;
    cells[((i2 << bits) | j2) & mask]++;
    cells[((i3 << bits) | j3) & mask]++;
  }
  for (let k = whole; k < a.length; k++) {
    all |= a[k] | p[k];
    cells[((a[k] << bits) | p[k]) & mask]++;
  }
  return all >>> bits === 0;
}

/** The same for arrays that may hold anything. */
function countChecked(a: ArrayLike<number>, p: ArrayLike<number>, bits: number, cells: Uint32Array): boolean {
  for (let k = 0; k < a.length; k++) {
    const i = a[k];
    const j = p[k];
    if ((i | 0) !== i || (j | 0) !== j || (i | j) >>> bits !== 0) return false;
    cells[(i << bits) | j]++;
  }
  return true;
}

function isInteger(values: Values): boolean {
  return ArrayBuffer.isView(values) && !(values instanceof Float64Array) && !(values instanceof Float32Array);
}

function tallyAny(actual: Values, predicted: Values): Tally {
  const index = new LabelIndex();
  const rows = Int32Array.from(actual as ArrayLike<Label>, (label, k) => index.add(label, 'actual', k));
  const columns = Int32Array.from(predicted as ArrayLike<Label>, (label, k) => index.add(label, 'predicted', k));
  const size = index.labels.length;
  if (size > MOST_CLASSES)
    throw new CoreError('limit', `${size} distinct labels`, `at most ${grouped(MOST_CLASSES)}`, { argument: 'actual' });
  const counts = new Uint32Array(size * size);
  for (let k = 0; k < rows.length; k++) counts[rows[k] * size + columns[k]]++;
  return { labels: index.labels, counts };
}
