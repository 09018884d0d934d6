import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { logRatio } from './relativeTerm.js';
import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, sumOver, type DistanceOptions, type RowDistance } from './rowDistance.js';

export interface JsDivergenceOptions extends BaseOptions, DistanceOptions {}

/** The divergence of Jensen and Shannon on one pair of rows; each class adds a term that is never negative. */
export const JS_ROWS: RowDistance = {
  value: (p, q, apart) => Math.min(sumOver(term, p, q, apart), Math.LN2),
  gradient(p, q, byP, byQ) {
    for (let k = 0; k < p.length; k++) {
      byP[k] = slope(p[k], q[k]);
      byQ[k] = slope(q[k], p[k]);
    }
  },
};

export const JS = distance<JsDivergenceOptions>([BASE, ...DISTANCE_OPTIONS], JS_ROWS, natsPerUnit);

/** `ln(a/m) / 2` with m the mean, by the relative difference where they are near and by the ratio where they are not. */
function slope(a: number, b: number): number {
  if (a === b) return 0;
  const s = a + b;
  const d = (a - b) / s;
  return (Math.abs(d) < 0.5 ? Math.log1p(d) : logRatio(2 * a, s)) / 2;
}

/** `(p ln(p/m) + q ln(q/m)) / 2` with m the mean; by d, the relative difference, it is even in d and does not cancel. */
function term(p: number, q: number, apart: number): number {
  const s = p + q;
  const d = apart / s;
  if (Math.abs(d) < 0.5) return (s / 4) * (2 * d * Math.atanh(d) + Math.log1p(-d * d));
  return ((p > 0 ? p * logRatio(2 * p, s) : 0) + (q > 0 ? q * logRatio(2 * q, s) : 0)) / 2;
}

/**
 * The divergence of Jensen and Shannon: relative entropy made symmetric and finite, by measuring from the mean of the two.
 *
 * `(KL(p || m) + KL(q || m)) / 2` with `m = (p + q) / 2`. Shapes: two vectors, or two batches with their classes along
 * `axis` (one value a row, the mean of them unless `reduction` says otherwise). Nats, or units of `base`.
 * From 0, for equal distributions only, to ln 2, for those without a class in common. `0 ln 0` is 0.
 * It is never NaN and never negative: SciPy's is NaN for about half of all nearly equal pairs.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example jsDivergence([1, 0], [0, 1], { base: 2 }) // 1
 * Source: Lin, *Divergence measures based on the Shannon entropy* (1991).
 */
export const jsDivergence: DistanceFunction<JsDivergenceOptions> = JS.value;

/**
 * The gradient of `jsDivergence`: `ln(p/m) / 2` and `ln(q/m) / 2`; `-Infinity` for the one that is 0 alone, 0 where both are.
 *
 * @example jsDivergenceGradient([0.5, 0.5], [0.5, 0.5]).target // [0, 0]
 */
export const jsDivergenceGradient: DistanceGradientFunction<JsDivergenceOptions> = JS.gradient;
