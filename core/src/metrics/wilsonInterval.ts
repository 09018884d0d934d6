import { CoreError } from '../numeric/error.js';
import { studentQuantile } from './studentQuantile.js';

/** The two ends of a confidence interval. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson's interval for a rate: the rates from which `successes` of `n` is not surprising at this level.
 *
 * Formula: `(p + z^2/2n ± z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)` with `p = successes / n` and `z` the two-sided
 * normal quantile of `level`.
 * Takes two counts and a level between 0 and 1; gives two rates. Unlike the plain normal interval it stays inside 0..1
 * and has a width at 0 and at n. With `n = 0` it is the whole of 0..1, the formula's limit.
 * Throws `range` where not `0 <= successes <= n < Infinity` or `0 < level < 1`.
 * @example wilsonInterval(0, 1, 0.5).low // 0
 * Source: Wilson, Probable inference, the law of succession, and statistical inference (1927).
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  if (!(n >= 0 && n < Infinity)) throw new CoreError('range', `n ${n}`, 'a count from 0 up', { argument: 'n' });
  if (!(successes >= 0 && successes <= n))
    throw new CoreError('range', `${successes} successes of ${n}`, 'from 0 to n', { argument: 'successes' });
  if (!(level > 0 && level < 1))
    throw new CoreError('range', `level ${level}`, 'a level between 0 and 1', { argument: 'level' });
  if (n === 0) return { low: 0, high: 1 };
  const zz = squaredQuantile(level);
  const failures = n - successes;
  const half = Math.sqrt(zz) * Math.sqrt((successes / n) * failures + zz / 4);
  // The high end is a sum; the low one follows from low * high = successes^2 / (n (n + z^2)), so that neither cancels.
  const most = successes + zz / 2 + half;
  return { low: (successes / n) * (successes / most), high: failures === 0 ? 1 : most / (n + zz) };
}

/** Tables ask for thousands of intervals of one level, so the last quantile is kept. */
let last = { level: NaN, zz: NaN };
function squaredQuantile(level: number): number {
  if (last.level !== level) last = { level, zz: studentQuantile(Infinity, level) ** 2 };
  return last.zz;
}
