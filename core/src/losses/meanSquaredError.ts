import { checkOptions } from '../numeric/option.js';
import { checkNumbers } from '../probability/distribution.js';
import { AXIS, type AxisOptions } from '../probability/rows.js';
import type { TensorLike } from '../tensor/tensor.js';
import { elementGradient, elementItems, type ElementLoss } from './elementLoss.js';
import type { LossGradient } from './options.js';
import { type Items, reduce, type Reduced, type Reduction, REDUCTION, type ReductionOptions } from './reduce.js';

export interface MeanSquaredErrorOptions extends AxisOptions, ReductionOptions {}

export const SQUARED_ERROR_OPTIONS = [REDUCTION, AXIS];

const SQUARED_ERROR: ElementLoss = {
  check(data, shape, argument) {
    checkNumbers(data, shape, argument);
    return [];
  },
  value: (target, prediction) => (prediction - target) ** 2,
  byPrediction: (target, prediction) => 2 * (prediction - target),
  byTarget: (target, prediction) => 2 * (target - prediction),
};

/**
 * The mean of the squared differences.
 *
 * `mean (q - t)^2` over all elements, as PyTorch, Keras and scikit-learn have it; `sum` does not divide, `none` gives one
 * value an element (so the class axis plays no part), and `weightedMean` is the mean, since nothing is weighted.
 * Shapes: any two of the same. The squared unit of the input. No value is special; a square that overflows is `Infinity`.
 * Nothing need be a distribution: on probabilities this is the Brier score divided by the number of classes.
 * Throws, naming the place: `notFinite` at NaN or infinity, `shape`, `empty`, `option`.
 *
 * @example meanSquaredError([0, 1], [0.5, 0.5]) // 0.25
 * Source: the course; Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 2.4.
 */
export function meanSquaredError<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: MeanSquaredErrorOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(meanSquaredErrorItems(target, prediction, options), options);
}

/** The items of `meanSquaredError`: one an element. */
export function meanSquaredErrorItems(
  target: TensorLike,
  prediction: TensorLike,
  options: MeanSquaredErrorOptions,
): Items {
  checkOptions(options, SQUARED_ERROR_OPTIONS);
  return elementItems(SQUARED_ERROR, target, prediction, options);
}

/**
 * The gradient of `meanSquaredError`: `2 (q - t) / n` for the prediction, its negative for the target.
 *
 * @example meanSquaredErrorGradient([0, 1], [0.5, 0.5]).prediction // [0.5, -0.5]
 */
export function meanSquaredErrorGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: MeanSquaredErrorOptions = {},
): LossGradient<T, P> {
  checkOptions(options, SQUARED_ERROR_OPTIONS);
  return elementGradient(SQUARED_ERROR, target, prediction, options);
}
