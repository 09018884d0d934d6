import { CoreError } from '../numeric/error.js';
import { sumOfExp } from '../numeric/expSum.js';
import type { NumericArray } from '../tensor/tensor.js';
import type { Rows } from './rows.js';

/** The place and value of a row's greatest logit, and the sum of `exp(x - greatest)` over the others. */
export interface Peak {
  best: number;
  greatest: number;
  rest: number;
}

/**
 * Copies a row of logits into `out` and finds its peak. `greatest + log1p(rest)` is its log-sum-exp.
 * Throws `notFinite`, naming the place, at NaN.
 */
export function readLogits(data: NumericArray, rows: Rows, row: number, out: Float64Array, peak: Peak): void {
  const { classes, stride } = rows;
  let best = 0;
  for (let k = 0, at = rows.start(row); k < classes; k++, at += stride) {
    const x = (out[k] = data[at]);
    if (Number.isNaN(x))
      throw new CoreError('notFinite', 'NaN', 'a logit', { argument: rows.argument, path: rows.path(row, k) });
    if (x > out[best]) best = k;
  }
  peak.best = best;
  peak.greatest = out[best];
  peak.rest = Number.isFinite(peak.greatest) ? sumOfExp(out, best, 0, classes) : 0;
}

/**
 * Turns a row that `readLogits` copied into its log-probabilities, in place; true when a logit was `+Infinity`,
 * which takes all the probability. Throws where no distribution is meant: two such logits, or `-Infinity` alone.
 */
export function toLogProbabilities(
  out: Float64Array,
  rows: Rows,
  row: number,
  { best, greatest, rest }: Peak,
): boolean {
  const place = { argument: rows.argument, path: rows.path(row) };
  if (greatest === -Infinity)
    throw new CoreError('undefined', 'a row whose logits are all -Infinity', 'at least one finite logit', place);
  if (greatest === Infinity) {
    if (out.indexOf(Infinity, best + 1) >= 0)
      throw new CoreError('undefined', 'two logits of Infinity in one row', 'at most one', place);
    out.fill(-Infinity);
    out[best] = 0;
    return true;
  }
  const logOfSum = Math.log1p(rest);
  for (let k = 0; k < out.length; k++) out[k] = out[k] - greatest - logOfSum;
  return false;
}
