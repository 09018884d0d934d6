import { reduce, type Items, type Reduced, type Reduction } from '../losses/reduce.js';
import type { Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import { ROW_OPTIONS, rowGradient, rowItems, type RowMeasure, type RowMeasureOptions } from './rowMeasure.js';

export type GiniOptions = RowMeasureOptions;

export const GINI: RowMeasure = { options: ROW_OPTIONS, term: (p, rest) => p * rest, slope: (p) => 1 - 2 * p };

/**
 * Gini's impurity: the chance that two draws from a distribution are of different classes.
 *
 * `sum p (1 - p)`, which is `1 - sum p^2` without its cancellation. Shapes: a vector, or a batch with its classes along
 * `axis` (one value a row, the mean of them unless `reduction` says otherwise). A probability, from 0 for a sure outcome
 * to `1 - 1/n` for n equal ones. For counts, as in the leaf of a decision tree, ask for `normalize`. It is not the Gini
 * coefficient of incomes.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `empty`, `shape` for a single number, `option`.
 *
 * @example gini([3, 1], { normalize: true }) // 0.375
 * Source: Breiman et al., *Classification and Regression Trees*, 4.
 */
export function gini<R extends Reduction = 'mean'>(
  p: TensorLike,
  options: GiniOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(giniItems(p, options), options);
}

/** The items of `gini`: one a row. */
export function giniItems(p: TensorLike, options: GiniOptions): Items {
  return rowItems(GINI, p, options);
}

/**
 * The gradient of `gini`: `1 - 2p`.
 *
 * @example giniGradient([0.75, 0.25]) // [-0.5, 0.5]
 */
export function giniGradient<T extends TensorLike>(p: T, options: GiniOptions = {}): Like<T> {
  return rowGradient(GINI, p, options);
}
