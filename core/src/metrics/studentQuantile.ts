import { CoreError } from '../numeric/error.js';

/**
 * The `t` for which a variable of Student's distribution lies within `±t` with probability `level`: what a 95% interval
 * of a mean is made with.
 *
 * Formula: with `t = sqrt(freedom) tan(a)`, P is `2a / pi` for one degree of freedom, `2/pi (a + sin a (cos a + 2/3 cos^3 a
 * + 2*4/(3*5) cos^5 a + ...))` for an odd number, `sin a (1 + 1/2 cos^2 a + 1*3/(2*4) cos^4 a + ...)` for an even one, as
 * many terms as there are below `freedom / 2`; solved for `a` by halving.
 * Takes a whole number of degrees of freedom and a level between 0 and 1; gives one number above 0.
 * Throws `range` for degrees of freedom that are not a whole number from 1 to a million, or a level outside 0..1.
 * @example studentQuantile(9, 0.95) // 2.2621571628
 * Source: Abramowitz and Stegun, Handbook of mathematical functions, 26.7.3 and 26.7.4 (1964).
 */
export function studentQuantile(freedom: number, level = 0.95): number {
  if (!(Number.isInteger(freedom) && freedom >= 1 && freedom <= 1e6))
    throw new CoreError('range', `freedom ${freedom}`, 'a whole number from 1 to 1,000,000', { argument: 'freedom' });
  if (!(level > 0 && level < 1))
    throw new CoreError('range', `level ${level}`, 'a level between 0 and 1', { argument: 'level' });
  let [low, high] = [0, Math.PI / 2];
  // Angles are halved until no number lies between.
  for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2)
    if (within(middle, freedom) < level) low = middle;
    else high = middle;
  return Math.sqrt(freedom) * Math.tan(low);
}

/** P(|T| < t) by the angle of t. */
function within(angle: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = freedom % 2;
  if (freedom === 1) return (2 * angle) / Math.PI;
  let term = odd ? sine * cosine : sine;
  let sum = term;
  // All terms are positive: nothing cancels, and what no longer counts is left out.
  for (let k = odd + 1; k < freedom - 2 && sum + term !== sum; k += 2) sum += term *= (k / (k + 1)) * cosine * cosine;
  return odd ? (2 / Math.PI) * (angle + sum) : sum;
}
