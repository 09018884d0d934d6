import { COEFFICIENT_ROWS } from './bhattacharyyaCoefficient.js';
import { hellingerSquare } from './hellinger.js';
import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, type DistanceOptions, type RowDistance } from './rowDistance.js';

export type BhattacharyyaDistanceOptions = DistanceOptions;

const ROWS: RowDistance = {
  value(p, q, apart) {
    const square = hellingerSquare(p, q, apart);
    if (square === 0) return 0;
    // Near: from the square, which keeps its digits; far: from the overlap, which does.
    return square < 0.5 ? -Math.log1p(-square) : -Math.log(COEFFICIENT_ROWS.value(p, q, apart));
  },
  gradient(p, q, byP, byQ, apart) {
    COEFFICIENT_ROWS.gradient(p, q, byP, byQ, apart);
    const overlap = COEFFICIENT_ROWS.value(p, q, apart);
    for (let k = 0; k < p.length; k++) {
      byP[k] = overlap > 0 ? 0 - byP[k] / overlap : NaN;
      byQ[k] = overlap > 0 ? 0 - byQ[k] / overlap : NaN;
    }
  },
  infinite: 'prediction and target have no class in common',
};

export const BHATTACHARYYA_DISTANCE = distance<BhattacharyyaDistanceOptions>(DISTANCE_OPTIONS, ROWS);

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
export const bhattacharyyaDistance: DistanceFunction<BhattacharyyaDistanceOptions> = BHATTACHARYYA_DISTANCE.value;

/**
 * The gradient of `bhattacharyyaDistance`: that of the coefficient over minus the coefficient. Throws `undefined` where the
 * distance is infinite.
 *
 * @example bhattacharyyaDistanceGradient([0.5, 0.5], [0.5, 0.5]).target // [-0.5, -0.5]
 */
export const bhattacharyyaDistanceGradient: DistanceGradientFunction<BhattacharyyaDistanceOptions> =
  BHATTACHARYYA_DISTANCE.gradient;
