import { checkOptions, readChoice } from '../numeric/option.js';
import { NORMALIZE } from '../probability/distribution.js';
import { LABEL_SMOOTHING } from '../probability/labelSmoothing.js';
import { AXIS } from '../probability/rows.js';
import type { TensorLike } from '../tensor/tensor.js';
import { ClassBatch, type ClassOptions } from './classBatch.js';
import { classGradient, classItems } from './classLoss.js';
import { CROSS_ENTROPY } from './crossEntropy.js';
import { EPSILON, EPSILON_MODE } from './epsilon.js';
import { indexSurpriseItems, indexSurpriseSum, isIndexSurprise } from './indexSurprise.js';
import { CLASS_WEIGHTS, FROM_LOGITS, IGNORE_INDEX, type LossGradient } from './options.js';
import {
  divisorOf,
  type Items,
  reduce,
  type Reduced,
  type Reduction,
  REDUCTION,
  type ReductionOptions,
} from './reduce.js';

export interface CategoricalCrossEntropyOptions extends ClassOptions, ReductionOptions {}

export const CATEGORICAL_OPTIONS = [
  FROM_LOGITS,
  LABEL_SMOOTHING,
  CLASS_WEIGHTS,
  IGNORE_INDEX,
  EPSILON_MODE,
  EPSILON,
  NORMALIZE,
  REDUCTION,
  AXIS,
];

/**
 * Cross-entropy as a classifier is trained with it: the surprise at the true class, from probabilities or logits.
 *
 * `-sum w y' ln q`, with `y' = (1 - labelSmoothing) y + labelSmoothing / classes` and w the `classWeights`.
 * Shapes: the prediction is `[classes]` or a batch with its classes along `axis`; the target is class indices (one axis
 * less) or one-hot or soft rows of the prediction's shape. Nats. `mean` follows PyTorch: with indices and weights it
 * divides by the sum of `w[y]`, also under smoothing; rows are divided by their number. `weightedMean` always divides by
 * the sum of `w y'`. Rows whose index is `ignoreIndex` do not count.
 * Probabilities follow the epsilon rule of `crossEntropy`. Logits need none: an infinite one takes all the probability
 * of its row or none of it, large ones keep every digit (`[1e4, 0, 0]` against class 1 is 10000, where tfjs-layers gives
 * 16.118), and a `-Infinity` off the target costs nothing under one-hot too, where PyTorch gives NaN. Unnormalised targets
 * are taken as they are, with a warning in `evaluate`.
 * Throws, naming the place: `notFinite` at NaN, `negative`, `range` for an index that is no class (tfjs drops it) or a
 * probability above 1, `undefined` for a row without a distribution, `empty` where nothing counts (PyTorch gives NaN),
 * `shape`, `option`.
 *
 * @example categoricalCrossEntropy([1], [[1e4, 0, 0]], { fromLogits: true }) // 10000
 * Source: the course; PyTorch, `torch.nn.CrossEntropyLoss`; Szegedy et al. (2016) for smoothing.
 */
export function categoricalCrossEntropy<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: CategoricalCrossEntropyOptions & { reduction?: R } = {},
): Reduced<R> {
  checkOptions(options, CATEGORICAL_OPTIONS);
  const batch = new ClassBatch(target, prediction, options);
  const reduction = readChoice<Reduction>(REDUCTION, options.reduction);
  if (reduction === 'none' || !isIndexSurprise(batch)) return reduce(itemsOf(batch), options);
  const { total, counted } = indexSurpriseSum(batch);
  if (total === Infinity) return reduce(itemsOf(batch), options);
  const divisor = divisorOf({ values: { length: batch.rows.count }, counted }, reduction);
  return (total / divisor) as Reduced<R>;
}

/** The items of `categoricalCrossEntropy`: one a row. */
export function categoricalCrossEntropyItems(
  target: TensorLike,
  prediction: TensorLike,
  options: CategoricalCrossEntropyOptions,
): Items {
  checkOptions(options, CATEGORICAL_OPTIONS);
  return itemsOf(new ClassBatch(target, prediction, options));
}

function itemsOf(batch: ClassBatch): Items {
  return isIndexSurprise(batch) ? indexSurpriseItems(batch) : classItems(CROSS_ENTROPY, batch);
}

/**
 * The gradient of `categoricalCrossEntropy`: for logits `q sum(w y') - w y'`, which is `softmax - target` without
 * weights; for probabilities `-w y' / (q + epsilon)`; for target rows `-(1 - labelSmoothing) w ln q`.
 *
 * @example categoricalCrossEntropyGradient(0, [0, 0], { fromLogits: true }).prediction // [-0.5, 0.5]
 */
export function categoricalCrossEntropyGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: CategoricalCrossEntropyOptions = {},
): LossGradient<T, P> {
  checkOptions(options, CATEGORICAL_OPTIONS);
  return classGradient(CROSS_ENTROPY, target, prediction, options);
}
