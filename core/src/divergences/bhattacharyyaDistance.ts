import { reduce, type Items, type Reduced, type Reduction } from '../losses/reduce.js';
import type { TensorLike } from '../tensor/tensor.js';
import { COEFFICIENT } from './bhattacharyyaCoefficient.js';
import { hellingerSquare } from './hellinger.js';
import {
  distanceGradient,
  distanceItems,
  type DistanceGradient,
  type DistanceOptions,
  type RowDistance,
  DISTANCE_OPTIONS,
} from './rowDistance.js';

export type BhattacharyyaDistanceOptions = DistanceOptions;

export const BHATTACHARYYA_DISTANCE: RowDistance = {
  options: DISTANCE_OPTIONS,
  value(p, q, apart) {
    const square = hellingerSquare(p, q, apart);
    if (square === 0) return 0;
    // Near: from the square, which keeps its digits; far: from the overlap, which does.
    return square < 0.5 ? -Math.log1p(-square) : -Math.log(COEFFICIENT.value(p, q, apart));
  },
  gradient(p, q, byP, byQ, apart) {
    COEFFICIENT.gradient(p, q, byP, byQ, apart);
    const overlap = COEFFICIENT.value(p, q, apart);
    for (let k = 0; k < p.length; k++) {
      byP[k] = overlap > 0 ? 0 - byP[k] / overlap : NaN;
      byQ[k] = overlap > 0 ? 0 - byQ[k] / overlap : NaN;
    }
  },
  infinite: 'prediction and target have no class in common',
};

/**
 * The Bhattacharyya distance: the overlap of two distributions as a surprise. It is no metric: the triangle fails.
 *
 * `-ln sum sqrt(p q)`, taken as `-ln(1 - H^2)` from Hellinger's H where they are near. Shapes: two vectors, or two batches
 * with their classes along `axis` (one value a row, the mean of them unless `reduction` says otherwise). Nats.
 * 0 for equal distributions, never negative; `Infinity` for those without a class in common, with a warning in `evaluate`.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example bhattacharyyaDistance([0.5, 0.5], [1, 0]) // 0.346574
 * Source: Kailath, *The divergence and Bhattacharyya distance measures in signal selection* (1967).
 */
export function bhattacharyyaDistance<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: BhattacharyyaDistanceOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(bhattacharyyaDistanceItems(target, prediction, options), options);
}

/** The items of `bhattacharyyaDistance`: one a row. */
export function bhattacharyyaDistanceItems(
  target: TensorLike,
  prediction: TensorLike,
  options: BhattacharyyaDistanceOptions,
): Items {
  return distanceItems(BHATTACHARYYA_DISTANCE, target, prediction, options);
}

/**
 * The gradient of `bhattacharyyaDistance`: that of the coefficient over minus the coefficient. Throws `undefined` where the
 * distance is infinite.
 *
 * @example bhattacharyyaDistanceGradient([0.5, 0.5], [0.5, 0.5]).target // [-0.5, -0.5]
 */
export function bhattacharyyaDistanceGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: BhattacharyyaDistanceOptions = {},
): DistanceGradient<T, P> {
  return distanceGradient(BHATTACHARYYA_DISTANCE, target, prediction, options);
}
