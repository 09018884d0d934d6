import { CoreError } from '../numeric/error.js';

/**
 * The `t` for which a variable of Student's distribution lies within `±t` with probability `level`: what a 95% interval
 * of a mean is made with.
 *
 * Formula: with `n` degrees of freedom, density f and `y = t^2 / (n + t^2)`, P is
 * `2 t f(t) (1 + (n+1)/3 y + (n+1)(n+3)/(3*5) y^2 + ...)`; above nine tenths what is left, `2 (1/t + t/n) f(t)` times Gauss's
 * continued fraction, so that a level next to 1 keeps its digits. Solved for `ln t` by Newton's method.
 * Takes a whole number of degrees of freedom, or `Infinity` for the normal distribution, and a level between 0 and 1; gives
 * one number above 0, right to 1e-13 of itself.
 * Throws `range` for degrees of freedom that are not a whole number from 1 up, or a level outside 0..1.
 * @example studentQuantile(9, 0.95) // 2.2621571628
 * Source: Abramowitz and Stegun, Handbook of mathematical functions, 15.3, 26.5 and 26.7 (1964).
 */
export function studentQuantile(freedom: number, level = 0.95): number {
  if (!((Number.isInteger(freedom) || freedom === Infinity) && freedom >= 1))
    throw new CoreError('range', `freedom ${freedom}`, 'a whole number from 1 up', { argument: 'freedom' });
  if (!(level > 0 && level < 1))
    throw new CoreError('range', `level ${level}`, 'a level between 0 and 1', { argument: 'level' });
  const inTail = level > 0.9;
  // Both probabilities are concave as logarithms: from the first step on the solution is neared from one side.
  let t = inTail ? 2 : level / (2 * density(freedom, 0));
  for (let step = 1, round = 0; Math.abs(step) > 1e-9 && round < 200; round++) {
    const found = inTail ? beyond(freedom, t) : within(freedom, t);
    step = (found * Math.log(found / (inTail ? 1 - level : level))) / (2 * t * density(freedom, t));
    t *= Math.exp(inTail ? Math.min(step, 1 / 2) : -step);
  }
  return t;
}

function density(freedom: number, t: number): number {
  if (freedom === Infinity) return Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  return peak(freedom) * Math.exp((-(freedom + 1) / 2) * Math.log1p((t * t) / freedom));
}

/** The density at 0: a ratio of gamma functions, by its recurrence up to where Stirling's series holds all digits. */
function peak(freedom: number): number {
  let ratio = 1;
  let n = freedom;
  for (; n < 30; n += 2) ratio *= Math.sqrt(n * (n + 2)) / (n + 1);
  const m = 1 / (n * n);
  const series = -1 / 4 + m * (1 / 24 + m * (-1 / 20 + m * (17 / 112 + (m * -31) / 36)));
  return (ratio * Math.exp(series / n)) / Math.sqrt(2 * Math.PI);
}

/** P(|T| < t). All terms are positive: nothing cancels. */
function within(freedom: number, t: number): number {
  const y = (t * t) / (1 + (t * t) / freedom);
  let sum = 1;
  for (let term = 1, k = 3; sum + term !== sum; k += 2) sum += term *= ((1 + (k - 2) / freedom) * y) / k;
  return 2 * t * density(freedom, t) * sum;
}

/** P(|T| > t) of a t that is not small. All parts of the fraction are positive: nothing cancels. */
function beyond(freedom: number, t: number): number {
  const share = (k: number): number => 1 + k / freedom;
  let fraction = 1;
  for (let k = 200; k > 0; k--)
    fraction = 1 + (k * share(k - 1)) / (share(2 * k - 2) * share(2 * k) * t * t * fraction);
  return (2 * (1 / t + t / freedom) * density(freedom, t)) / fraction;
}
