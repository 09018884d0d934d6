import { reduce, type Items, type Reduced, type Reduction } from '../losses/reduce.js';
import { natsPerUnit } from '../numeric/base.js';
import type { TensorLike } from '../tensor/tensor.js';
import { JS, type JsDivergenceOptions } from './jsDivergence.js';
import { distanceGradient, distanceItems, type DistanceGradient, type RowDistance } from './rowDistance.js';

export type JsDistanceOptions = JsDivergenceOptions;

export const JS_DISTANCE: RowDistance = {
  options: JS.options,
  value: (p, q, apart) => Math.sqrt(JS.value(p, q, apart)),
  gradient(p, q, byP, byQ, apart) {
    JS.gradient(p, q, byP, byQ, apart);
    const double = 2 * JS_DISTANCE.value(p, q, apart);
    for (let k = 0; k < p.length; k++) {
      byP[k] = double > 0 ? byP[k] / double : 0;
      byQ[k] = double > 0 ? byQ[k] / double : 0;
    }
  },
};

/**
 * The distance of Jensen and Shannon: the square root of `jsDivergence`, which is a metric.
 *
 * `sqrt((KL(p || m) + KL(q || m)) / 2)` with `m = (p + q) / 2`; SciPy calls this `jensenshannon`. Shapes: two vectors, or
 * two batches with their classes along `axis` (one value a row, the mean of them unless `reduction` says otherwise).
 * The root of a nat, or of a unit of `base`: with base 2 it lies in 0..1.
 * 0 for equal distributions only, `sqrt(ln 2)` for those without a class in common; never NaN, unlike SciPy's for nearly
 * equal ones. Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example jsDistance([1, 0], [0, 1], { base: 2 }) // 1
 * Source: Endres and Schindelin, *A new metric for probability distributions* (2003).
 */
export function jsDistance<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: JsDistanceOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(jsDistanceItems(target, prediction, options), options);
}

/** The items of `jsDistance`: one a row. */
export function jsDistanceItems(target: TensorLike, prediction: TensorLike, options: JsDistanceOptions): Items {
  return distanceItems(JS_DISTANCE, target, prediction, options, Math.sqrt(natsPerUnit(options)));
}

/**
 * The gradient of `jsDistance`: that of `jsDivergence` over twice the distance. At equal rows, where a distance has a
 * corner, it is 0.
 *
 * @example jsDistanceGradient([0.5, 0.5], [0.5, 0.5]).target // [0, 0]
 */
export function jsDistanceGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: JsDistanceOptions = {},
): DistanceGradient<T, P> {
  return distanceGradient(JS_DISTANCE, target, prediction, options, Math.sqrt(natsPerUnit(options)));
}
