import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';

/**
 * McNemar's exact test: how often chance alone would part two models as far as this, if both were right equally often.
 *
 * Formula: `min(1, 2 P(X <= min(onlyFirst, onlySecond)))` with `X` binomial, `n = onlyFirst + onlySecond` draws of 1/2.
 * Takes two counts of items: those that only the first model reads right, and those that only the second does; what both
 * read right, or neither, does not count. Gives the two-sided p-value, 1 where there are no such items; a p-value below
 * 5e-324 is 0. The work grows with `sqrt(n)`.
 * Throws `range` for what is no whole count, or a sum above `2^53`.
 * @example mcNemar(8, 2) // 0.109375
 * Source: McNemar, Note on the sampling error of the difference between correlated proportions (1947); as SciPy's
 * `binomtest(onlyFirst, n).pvalue`. The probability of one count by Loader, Fast and accurate computation of binomial
 * probabilities (2000).
 */
export function mcNemar(onlyFirst: number, onlySecond: number): number {
  for (const [argument, value] of Object.entries({ onlyFirst, onlySecond }))
    if (!(Number.isSafeInteger(value) && value >= 0))
      throw new CoreError('range', counted(value, 'item'), 'a whole count from 0 up', { argument });
  const n = onlyFirst + onlySecond;
  if (!Number.isSafeInteger(n)) throw new CoreError('range', `${counted(n, 'item')} in all`, 'at most 2^53');
  if (Math.abs(onlyFirst - onlySecond) < 2) return 1;
  const least = Math.min(onlyFirst, onlySecond);
  // Each count below is less likely than the one above it, by i / (n - i + 1).
  let sum = 1;
  for (let i = least, term = 1; i > 0 && sum + term !== sum; i--) sum += term *= i / (n - i + 1);
  return Math.min(1, 2 * sum * halfBinomial(least, n));
}

/** `C(n, k) / 2^n` to the last digits: the logarithm of each factorial cancels but for what is small. */
function halfBinomial(k: number, n: number): number {
  if (k === 0) return 2 ** -n;
  const rest = n - k;
  const error = stirlingError(n) - stirlingError(k) - stirlingError(rest);
  return Math.exp(error - deviance((rest - k) / n, n)) * Math.sqrt(n / (2 * Math.PI * k * rest));
}

/** `n/2 ((1-d) ln(1-d) + (1+d) ln(1+d))`: how unlikely a lead of `d n` is among `n` even draws. */
function deviance(d: number, n: number): number {
  if (d > 0.5) return (n / 2) * ((1 - d) * Math.log1p(-d) + (1 + d) * Math.log1p(d));
  let sum = 0;
  for (let j = 1, power = d * d; sum + power !== sum; j++, power *= d * d) sum += power / (j * (2 * j - 1));
  return (n / 2) * sum;
}

/** `ln n! - ln(sqrt(2 pi n) (n/e)^n)`. */
function stirlingError(n: number): number {
  if (n > 15) {
    const nn = 1 / (n * n);
    return (1 / 12 - nn * (1 / 360 - nn * (1 / 1260 - nn * (1 / 1680 - nn * (1 / 1188 - nn * (691 / 360360)))))) / n;
  }
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return Math.log(factorial / Math.sqrt(2 * Math.PI * n)) - n * (Math.log(n) - 1);
}
