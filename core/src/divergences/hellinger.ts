import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, sumOver, type DistanceOptions, type RowDistance } from './rowDistance.js';

export type HellingerOptions = DistanceOptions;

/** `sum (sqrt p - sqrt q)^2 / 2`, at most 1: the square of the distance, and 1 less the Bhattacharyya coefficient. */
export function hellingerSquare(p: Float64Array, q: Float64Array, apart: Float64Array): number {
  return Math.min(sumOver(squaredGap, p, q, apart) / 2, 1);
}

/** `(sqrt p - sqrt q)^2`. */
function squaredGap(p: number, q: number, apart: number): number {
  const gap = apart === 0 ? 0 : apart / (Math.sqrt(p) + Math.sqrt(q));
  return gap * gap;
}

const ROWS: RowDistance = {
  value: (p, q, apart) => Math.sqrt(hellingerSquare(p, q, apart)),
  gradient(p, q, byP, byQ, apart) {
    const value = ROWS.value(p, q, apart);
    // (1 - sqrt(q/p)) / 4H with the difference under the roots taken out, so that it does not cancel.
    const slope = (a: number, b: number): number =>
      a === b ? 0 : (a - b) / (Math.sqrt(a) * (Math.sqrt(a) + Math.sqrt(b))) / (4 * value);
    for (let k = 0; k < p.length; k++) {
      byP[k] = slope(p[k], q[k]);
      byQ[k] = slope(q[k], p[k]);
    }
  },
};

export const HELLINGER = distance<HellingerOptions>(DISTANCE_OPTIONS, ROWS);

/**
 * Hellinger's distance: the straight line between the roots of two distributions, which lie on a sphere.
 *
 * `sqrt(sum (sqrt p - sqrt q)^2 / 2)`, which is `sqrt(1 - BC)`. Shapes: two vectors, or two batches with their classes
 * along `axis` (one value a row, the mean of them unless `reduction` says otherwise). A plain number, from 0 for equal
 * distributions to 1 for those without a class in common; a metric.
 * Taken by the roots it is right for nearly equal distributions, where `sqrt(1 - BC)` is NaN or only noise.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example hellinger([1, 0], [0, 1]) // 1
 * Source: Tsybakov, *Introduction to Nonparametric Estimation*, 2.4.
 */
export const hellinger: DistanceFunction<HellingerOptions> = HELLINGER.value;

/**
 * The gradient of `hellinger`: `(1 - sqrt(q/p)) / 4H` for the target, `(1 - sqrt(p/q)) / 4H` for the prediction;
 * `-Infinity` for the one that is 0 alone, 0 where both are equal.
 *
 * @example hellingerGradient([0.5, 0.5], [0.5, 0.5]).target // [0, 0]
 */
export const hellingerGradient: DistanceGradientFunction<HellingerOptions> = HELLINGER.gradient;
