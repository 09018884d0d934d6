import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { sum } from '../numeric/sum.js';
import { logRatio, relativeTerm } from './relativeTerm.js';
import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, sumOver, type DistanceOptions, type RowDistance } from './rowDistance.js';

export interface KlDivergenceOptions extends BaseOptions, DistanceOptions {}

const ROWS: RowDistance = {
  // The terms of the first sum are never negative; the second is what rows that are taken as they are miss of one another.
  value: (p, q, apart, normalized) =>
    sumOver((a, b, gap) => relativeTerm(a, b, gap / b), p, q, apart) + (normalized ? 0 : sum(apart)),
  gradient(p, q, byP, byQ) {
    const ruledOut = p.some((x, k) => x > 0 && q[k] === 0);
    for (let k = 0; k < p.length; k++) {
      byP[k] = ruledOut ? NaN : q[k] === 0 ? Infinity : p[k] === 0 ? -Infinity : logRatio(p[k], q[k]) + 1;
      byQ[k] = p[k] === 0 ? 0 : -p[k] / q[k];
    }
  },
  infinite: 'prediction rules out what target does not',
};

export const KL = distance<KlDivergenceOptions>([BASE, ...DISTANCE_OPTIONS], ROWS, natsPerUnit);

/**
 * Relative entropy: what believing `prediction` costs above the entropy of `target`, which is the truth.
 *
 * `sum p ln(p/q)`, p the target. Shapes: two vectors, or two batches with their classes along `axis` (one value a row,
 * the mean of them unless `reduction` says otherwise). Nats, or units of `base`.
 * `0 ln 0` is 0, `0 ln(0/0)` as well; a q of 0 where p is not gives `Infinity`, with a warning in `evaluate`. No epsilon.
 * Nearly equal distributions keep their digits, where SciPy and PyTorch lose them; if their rounded sums differ, the value
 * can lie below 0 by as much. Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`:
 * PyTorch gives negative values there, and Keras 0.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example klDivergence([0.5, 0.5], [0.25, 0.75]) // 0.143841
 * Source: the course; Cover and Thomas, *Elements of Information Theory*, 2.3.
 */
export const klDivergence: DistanceFunction<KlDivergenceOptions> = KL.value;

/**
 * The gradient of `klDivergence`: `ln(p/q) + 1` for the target (`-Infinity` at p = 0, `Infinity` at q = 0) and `-p/q` for
 * the prediction. Throws `undefined` where the divergence is infinite.
 *
 * @example klDivergenceGradient([0.5, 0.5], [0.25, 0.75]).prediction // [-2, -0.666667]
 */
export const klDivergenceGradient: DistanceGradientFunction<KlDivergenceOptions> = KL.gradient;
