import { natsPerUnit } from '../numeric/base.js';
import { JS, JS_ROWS, type JsDivergenceOptions } from './jsDivergence.js';
import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { type RowDistance } from './rowDistance.js';

export type JsDistanceOptions = JsDivergenceOptions;

const ROWS: RowDistance = {
  value: (p, q, apart) => Math.sqrt(JS_ROWS.value(p, q, apart)),
  gradient(p, q, byP, byQ, apart) {
    JS_ROWS.gradient(p, q, byP, byQ, apart);
    const double = 2 * ROWS.value(p, q, apart);
    for (let k = 0; k < p.length; k++) {
      byP[k] = double > 0 ? byP[k] / double : 0;
      byQ[k] = double > 0 ? byQ[k] / double : 0;
    }
  },
};

export const JS_DISTANCE = distance<JsDistanceOptions>(JS.options, ROWS, (options) => Math.sqrt(natsPerUnit(options)));

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
export const jsDistance: DistanceFunction<JsDistanceOptions> = JS_DISTANCE.value;

/**
 * The gradient of `jsDistance`: that of `jsDivergence` over twice the distance. At equal rows, where a distance has a
 * corner, it is 0.
 *
 * @example jsDistanceGradient([0.5, 0.5], [0.5, 0.5]).target // [0, 0]
 */
export const jsDistanceGradient: DistanceGradientFunction<JsDistanceOptions> = JS_DISTANCE.gradient;
