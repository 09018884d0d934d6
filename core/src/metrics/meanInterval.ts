import { CoreError } from '../numeric/error.js';
import { sum } from '../numeric/sum.js';
import { unitFor } from '../numeric/unit.js';
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
 * is without end. Equal values have an interval of no width. A large offset costs no digits: what is left of each value
 * beside a rounded mean is exact, and tells what rounding took from the mean.
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
  const unit = unitFor(all.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const scaled = all.map((value) => value / unit);
  const mean = equal ? scaled[0] : sum(scaled) / n;
  const t = studentQuantile(Math.max(1, n - 1), level);
  if (n === 1) return { mean: all[0], low: -Infinity, high: Infinity, deviation: 0, n };
  const apart = scaled.map((value) => value - mean);
  const rest = sum(apart) / n;
  const deviation = Math.sqrt(sum(apart.map((x) => (x - rest) ** 2)) / (n - 1));
  const half = (t * deviation) / Math.sqrt(n);
  return {
    mean: (mean + rest) * unit,
    low: (mean + (rest - half)) * unit,
    high: (mean + (rest + half)) * unit,
    deviation: deviation * unit,
    n,
  };
}
