import { CompensatedSum } from '../numeric/sum.js';
import { dropped } from '../numeric/twofold.js';
import { unitFor } from '../numeric/unit.js';

/** A power of two in whose units the numbers of a vector can be squared. */
export function vectorUnit(values: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) greatest = Math.max(greatest, Math.abs(values[i]));
  return unitFor(greatest);
}

/**
 * `sum a_i b_i` of two vectors of one length, each in its own unit, with twice the digits: what rounding drops of a
 * product is added as well, so that terms that cancel leave their rest.
 * Source: Ogita, Rump and Oishi, *Accurate sum and dot product* (2005).
 */
export function scaledDot(a: ArrayLike<number>, b: ArrayLike<number>, unitA: number, unitB: number): number {
  const sum = new CompensatedSum();
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] / unitA, b[i] / unitB];
    const product = x * y;
    sum.add(product);
    sum.add(dropped(x, y, product));
  }
  return sum.value;
}

/**
 * The length of a vector: `sqrt(sum x_i^2)`.
 *
 * Takes finite numbers; one whose square leaves the numbers does not. 0 of an empty vector.
 * @example vectorNorm([3, 4]) // 5
 * Source: NumPy's `linalg.norm`.
 */
export function vectorNorm(values: ArrayLike<number>): number {
  const unit = vectorUnit(values);
  return Math.sqrt(scaledDot(values, values, unit, unit)) * unit;
}
