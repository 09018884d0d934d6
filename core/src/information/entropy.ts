import { reduce, type Items, type Reduced, type Reduction } from '../losses/reduce.js';
import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import type { Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import { ROW_OPTIONS, rowGradient, rowItems, type RowMeasure, type RowMeasureOptions } from './rowMeasure.js';

export interface EntropyOptions extends BaseOptions, RowMeasureOptions {}

export const ENTROPY: RowMeasure = {
  options: [BASE, ...ROW_OPTIONS],
  term: (p, rest) => (p > 0.5 ? -p * Math.log1p(-rest) : p > 0 ? -p * Math.log(p) : 0),
  slope: (p) => -Math.log(p) - 1,
};

/**
 * Entropy: the average surprise at the outcomes of a distribution, for one who knows it.
 *
 * `-sum p ln p`. Shapes: a vector, or a batch with its classes along `axis` (one value a row, the mean of them unless
 * `reduction` says otherwise). Nats, or units of `base`.
 * `0 ln 0` is 0, so a sure outcome has 0; n equal ones have ln n, the most there is. Never negative.
 * `[]` and `[0, 0, 0]` are errors, where others give 0 or NaN. Rows that miss a sum of 1 are an error, or are divided by
 * their sum with `normalize`; SciPy always divides.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `empty`, `shape` for a single number, `option`.
 *
 * @example entropy([0.5, 0.25, 0.25], { base: 2 }) // 1.5
 * Source: the course; Shannon, *A mathematical theory of communication* (1948).
 */
export function entropy<R extends Reduction = 'mean'>(
  p: TensorLike,
  options: EntropyOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(entropyItems(p, options), options);
}

/** The items of `entropy`: one a row. */
export function entropyItems(p: TensorLike, options: EntropyOptions): Items {
  return rowItems(ENTROPY, p, options, natsPerUnit(options));
}

/**
 * The gradient of `entropy`: `-ln p - 1`, which is `Infinity` at p = 0.
 *
 * @example entropyGradient([0.5, 0.5], { base: 2 }) // [-0.442695, -0.442695]
 */
export function entropyGradient<T extends TensorLike>(p: T, options: EntropyOptions = {}): Like<T> {
  return rowGradient(ENTROPY, p, options, natsPerUnit(options));
}
