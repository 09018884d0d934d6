import { CoreError } from '../numeric/error.js';

/**
 * How often a variable of the chi-squared distribution exceeds a value: the p-value of a test that is asymptotically so.
 *
 * Formula: `Q(k/2, x/2)`, the upper incomplete gamma function over the whole one: `1 - P` by the series of `P` below the
 * mean, Lentz's continued fraction of `Q` above it.
 * Takes a value from 0 up and a whole number of degrees of freedom; gives a probability, 1 at 0 and below 5e-324 0.
 * Throws `range` for a value below 0 or no number, or degrees of freedom that are no whole number from 1 up.
 * @example chiSquaredTail(3.841458820694124, 1) // 0.05
 * Source: Abramowitz and Stegun, Handbook of mathematical functions, 6.5 and 26.4 (1964); as SciPy's `chi2.sf`.
 */
export function chiSquaredTail(value: number, freedom: number): number {
  if (!(value >= 0)) throw new CoreError('range', `value ${value}`, 'a number from 0 up', { argument: 'value' });
  if (!(Number.isSafeInteger(freedom) && freedom >= 1))
    throw new CoreError('range', `freedom ${freedom}`, 'a whole number from 1 up', { argument: 'freedom' });
  if (value === 0) return 1;
  if (value === Infinity) return 0;
  const [a, x] = [freedom / 2, value / 2];
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - factor * series(a, x) : factor * fraction(a, x);
}

/** `P(a, x)` over `x^a e^-x / gamma(a)`. */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; sum + term !== sum; n++) sum += term *= x / (a + n);
  return sum;
}

/** `Q(a, x)` over the same. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1, step = 0; step !== 1 && n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    step = c * d;
    value *= step;
  }
  return value;
}

/** `ln gamma(a)` of a half or a whole: by the recurrence up to where Stirling's series holds all digits. */
function logGamma(a: number): number {
  let shift = 1;
  let at = a;
  for (; at < 16; at++) shift *= at;
  const square = 1 / (at * at);
  const rest = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + rest - Math.log(shift);
}
