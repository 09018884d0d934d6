import { CoreError } from '../numeric/error.js';
import { sum } from '../numeric/sum.js';
import { studentQuantile } from './studentQuantile.js';
import type { Interval } from './wilsonInterval.js';

/** A mean, and where the mean of many more such values would lie. */
export interface MeanInterval extends Interval {
  mean: number;
  /** Standard deviation of the values, with `n - 1`. */
  deviation: number;
  n: number;
}

/**
 * Student's interval for a mean. Given the differences of pairs, it is the paired t interval: two things were the same
 * or not as 0 lies inside or outside.
 *
 * Formula: `mean ± t deviation / sqrt(n)`, with `t` the two-sided quantile of `level` for `n - 1` degrees of freedom.
 * Takes `n` values of any unit; gives numbers of the same unit. A single value tells nothing of the spread: its interval
 * is without end. Equal values have an interval of no width.
 * Throws `empty` without values, `notFinite` for one that is not, `range` where not `0 < level < 1`.
 * @example meanInterval([1, 2, 3]).high // 4.4841377118
 * Source: Student, The probable error of a mean (1908).
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): MeanInterval {
  const n = values.length;
  if (n === 0) throw new CoreError('empty', 'no values', 'at least one', { argument: 'values' });
  const all = Array.from(values);
  const wrong = all.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new CoreError('notFinite', `${all[wrong]}`, 'a finite number', { argument: 'values', path: [wrong] });
  const equal = all.every((value) => value === all[0]);
  // In units of about the greatest, a power of 2, so that neither the sum nor a square leaves the numbers.
  const greatest = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = 2 ** Math.max(-1000, Math.floor(Math.log2(greatest)) - 1);
  const scaled = all.map((value) => value / unit);
  const mean = equal ? scaled[0] : sum(scaled) / n;
  const t = studentQuantile(Math.max(1, n - 1), level);
  if (n === 1) return { mean: all[0], low: -Infinity, high: Infinity, deviation: 0, n };
  const deviation = equal ? 0 : Math.sqrt(sum(scaled.map((value) => (value - mean) ** 2)) / (n - 1));
  const half = (t * deviation) / Math.sqrt(n);
  return { mean: mean * unit, low: (mean - half) * unit, high: (mean + half) * unit, deviation: deviation * unit, n };
}
