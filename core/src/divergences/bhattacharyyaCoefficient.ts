import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, sumOver, type DistanceOptions, type RowDistance } from './rowDistance.js';

export type BhattacharyyaCoefficientOptions = DistanceOptions;

/** The Bhattacharyya coefficient on one pair of rows. */
export const COEFFICIENT_ROWS: RowDistance = {
  value: (p, q, apart) =>
    Math.min(
      sumOver((a, b) => (a === b ? a : Math.sqrt(a) * Math.sqrt(b)), p, q, apart),
      1,
    ),
  gradient(p, q, byP, byQ) {
    const slope = (a: number, b: number): number => (b === 0 ? 0 : Math.sqrt(b) / Math.sqrt(a) / 2);
    for (let k = 0; k < p.length; k++) {
      byP[k] = slope(p[k], q[k]);
      byQ[k] = slope(q[k], p[k]);
    }
  },
};

export const COEFFICIENT = distance<BhattacharyyaCoefficientOptions>(DISTANCE_OPTIONS, COEFFICIENT_ROWS);

/**
 * The Bhattacharyya coefficient: how much two distributions overlap, as the cosine of the angle between their roots.
 *
 * `sum sqrt(p q)`. Shapes: two vectors, or two batches with their classes along `axis` (one value a row, the mean of them
 * unless `reduction` says otherwise). A plain number, from 0 for distributions without a class in common to 1 for equal
 * ones; a likeness, not a distance.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example bhattacharyyaCoefficient([0.5, 0.5], [1, 0]) // 0.707107
 * Source: Bhattacharyya, *On a measure of divergence between two multinomial populations* (1946).
 */
export const bhattacharyyaCoefficient: DistanceFunction<BhattacharyyaCoefficientOptions> = COEFFICIENT.value;

/**
 * The gradient of `bhattacharyyaCoefficient`: `sqrt(q/p) / 2` for the target and `sqrt(p/q) / 2` for the prediction;
 * `Infinity` for the one that is 0 alone, 0 where both are.
 *
 * @example bhattacharyyaCoefficientGradient([0.5, 0.5], [0.5, 0.5]).target // [0.5, 0.5]
 */
export const bhattacharyyaCoefficientGradient: DistanceGradientFunction<BhattacharyyaCoefficientOptions> =
  COEFFICIENT.gradient;
