import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, sumOver, type DistanceOptions } from './rowDistance.js';

export type TotalVariationOptions = DistanceOptions;

export const TOTAL_VARIATION = distance<TotalVariationOptions>(DISTANCE_OPTIONS, {
  value: (p, q, apart) => Math.min(sumOver((_p, _q, gap) => Math.abs(gap), p, q, apart) / 2, 1),
  gradient(p, q, byP, byQ) {
    for (let k = 0; k < p.length; k++) {
      byP[k] = p[k] === q[k] ? 0 : Math.sign(p[k] - q[k]) / 2;
      byQ[k] = p[k] === q[k] ? 0 : -byP[k];
    }
  },
});

/**
 * Total variation: the most by which two distributions differ on any event, and the mass that must move to make them equal.
 *
 * `1/2 sum |p - q|`. Shapes: two vectors, or two batches with their classes along `axis` (one value a row, the mean of them
 * unless `reduction` says otherwise). A probability, from 0 for equal distributions to 1 for those without a class in
 * common. It equals the earth mover's distance under a 0/1 cost.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`. Some authors leave out the half.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example totalVariation([0.1, 0.7, 0.2], [0, 0.5, 0.5]) // 0.3
 * Source: Levin and Peres, *Markov Chains and Mixing Times*, 4.1.
 */
export const totalVariation: DistanceFunction<TotalVariationOptions> = TOTAL_VARIATION.value;

/**
 * The gradient of `totalVariation`: half the sign of the difference, 0 at the corner where p = q.
 *
 * @example totalVariationGradient([0.75, 0.25], [0.5, 0.5]).target // [0.5, -0.5]
 */
export const totalVariationGradient: DistanceGradientFunction<TotalVariationOptions> = TOTAL_VARIATION.gradient;
