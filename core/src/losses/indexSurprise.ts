import { sumOfNearExp } from '../numeric/expSum.js';
import { CompensatedSum } from '../numeric/sum.js';
import { checkIndex, type ClassBatch } from './classBatch.js';
import { CROSS_ENTROPY } from './crossEntropy.js';
import type { Items } from './reduce.js';

/** Beyond this a product of sums is turned into a logarithm before it could overflow. */
const FULL = 1e200;

/** True where a row is nothing but `ln sum exp(x - x[index])`: logits side by side, class indices, neither weights nor smoothing. */
export function isIndexSurprise({ fromLogits, indices, weights, smoothing, rows, logits }: ClassBatch): boolean {
  const isFloat = logits instanceof Float64Array || logits instanceof Float32Array;
  return (
    fromLogits &&
    isFloat &&
    indices !== null &&
    weights === null &&
    smoothing === 0 &&
    rows.stride === 1 &&
    rows.classes > 1
  );
}

/** The items of such a batch, without softmax. */
export function indexSurpriseItems(batch: ClassBatch): Items {
  const values = new Float64Array(batch.rows.count);
  const ignored = new Uint8Array(values.length);
  let counted = 0;
  for (let row = 0; row < values.length; row++) {
    const others = othersAt(batch, row);
    if (others === -1) ignored[row] = 1;
    else values[row] = others >= 0 ? Math.log1p(others) : slowly(batch, row);
    if (others !== -1) counted++;
  }
  return { values, counted, ...(counted < values.length ? { ignored } : {}), warnings: batch.warnings };
}

/**
 * The sum of such a batch and how many rows count, with one logarithm for many rows: `ln a + ln b = ln ab`,
 * kept as `ab - 1` so that small losses keep their digits.
 */
export function indexSurpriseSum(batch: ClassBatch): { total: number; counted: number } {
  const total = new CompensatedSum();
  let product = 0;
  let counted = 0;
  for (let row = 0; row < batch.rows.count; row++) {
    const others = othersAt(batch, row);
    if (others === -1) continue;
    counted++;
    if (others >= 0) product += others + product * others;
    else total.add(slowly(batch, row));
    if (product > FULL) {
      total.add(Math.log1p(product));
      product = 0;
    }
  }
  total.add(Math.log1p(product));
  return { total: total.value, counted };
}

/** The sum of `exp(x[k] - x[index])` over the other classes; -1 for an ignored row, NaN where it is out of reach. */
function othersAt(batch: ClassBatch, row: number): number {
  const { indices, ignoreIndex, rows, logits } = batch;
  const index = indices![row];
  if (index === ignoreIndex) {
    batch.load(row);
    return -1;
  }
  checkIndex(index, rows, row);
  const start = row * rows.classes;
  return sumOfNearExp(logits as Float64Array, start + index, start, rows.classes);
}

/** A row with logits that are infinite, far apart or NaN, by the way that all losses go. */
function slowly(batch: ClassBatch, row: number): number {
  batch.load(row);
  return CROSS_ENTROPY.value(batch);
}
