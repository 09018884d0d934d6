import { CoreError } from '../numeric/error.js';
import { wilsonInterval, type Interval } from './wilsonInterval.js';

/** How two models read the same items: both right, only one of them, or neither. */
export interface PairedCounts {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/** The first model's rate minus the second's. */
export interface PairedDifference extends Interval {
  difference: number;
}

/**
 * Newcombe's interval for the difference of two rates that were measured on the same items: the first minus the second,
 * so that above 0 the first is better.
 *
 * Formula: `d = (onlyFirst - onlySecond) / n`; its low end is `d - sqrt(a^2 - 2 phi a b + b^2)` with `a` from the first
 * rate down to its Wilson limit and `b` from the second up to its own, and its high end the same with the other limits.
 * `phi` is the correlation of the two, its numerator `both neither - onlyFirst onlySecond` brought nearer to 0 by `n/2`
 * where it is above 0, and 0 where a rate is 0 or 1.
 * Takes four counts and a level; gives a difference of rates, from -1 to 1. Exchanging the models changes the sign.
 * Without items it is 0, from -1 to 1. Throws `range` for a count below 0 or from 2^53 up or a level outside 0..1.
 * @example pairedDifference({ both: 6, onlyFirst: 3, onlySecond: 1, neither: 0 }).difference // 0.2
 * Source: Newcombe, Improved confidence intervals for the difference between binomial proportions based on paired data
 * (1998), method 10.
 */
export function pairedDifference(counts: PairedCounts, level = 0.95): PairedDifference {
  const { both, onlyFirst, onlySecond, neither } = counts;
  for (const [name, value] of Object.entries({ both, onlyFirst, onlySecond, neither }))
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER))
      throw new CoreError('range', `${name} ${value}`, 'a count from 0 to 2^53 - 1', { argument: 'counts' });
  const n = both + onlyFirst + onlySecond + neither;
  const [first, second] = [both + onlyFirst, both + onlySecond];
  const [one, two] = [wilsonInterval(first, n, level), wilsonInterval(second, n, level)];
  if (n === 0) return { difference: 0, low: -1, high: 1 };
  const together = both * neither - onlyFirst * onlySecond;
  const spread = Math.sqrt(first * (n - first)) * Math.sqrt(second * (n - second));
  const phi = spread > 0 ? (together > 0 ? Math.max(0, together - n / 2) : together) / spread : 0;
  const reach = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const difference = (onlyFirst - onlySecond) / n;
  return {
    difference,
    low: difference - reach(first / n - one.low, two.high - second / n),
    high: difference + reach(one.high - first / n, second / n - two.low),
  };
}
