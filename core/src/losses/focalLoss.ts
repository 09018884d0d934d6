import {
  checkOptions,
  type ChoiceOption,
  type NumberOption,
  readChoice,
  readNumber,
  readVector,
  type VectorOption,
} from '../numeric/option.js';
import { type DistributionOptions, NORMALIZE } from '../probability/distribution.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import { AXIS, Rows } from '../probability/rows.js';
import { ClassBatch } from './classBatch.js';
import { classGradient, classItems, type ClassLoss } from './classLoss.js';
import { EPSILON, EPSILON_MODE, type EpsilonOptions } from './epsilon.js';
import { perClass, trueClass } from './focalTerms.js';
import { FROM_LOGITS, type LossGradient } from './options.js';
import { type Items, reduce, type Reduced, type Reduction, REDUCTION, type ReductionOptions } from './reduce.js';

export type FocalMode = 'perClass' | 'trueClass';

export interface FocalLossOptions extends EpsilonOptions, DistributionOptions, ReductionOptions {
  gamma?: number;
  /** One number, or one a class. */
  alpha?: number | ArrayLike<number>;
  mode?: FocalMode;
  fromLogits?: boolean;
}

const GAMMA = {
  kind: 'number',
  name: 'gamma',
  title: 'How fast easy examples fade',
  default: 2,
  min: 0,
  max: 1000,
} as const satisfies NumberOption;

const ALPHA = {
  kind: 'vector',
  name: 'alpha',
  title: 'Weight of all classes, or of each',
  default: 0.25,
  min: 0,
  max: Number.MAX_VALUE,
  scalar: true,
} as const satisfies VectorOption;

const FOCAL_MODE = {
  kind: 'choice',
  name: 'mode',
  title: 'Fade by each class, or by the true one',
  default: 'perClass',
  choices: ['perClass', 'trueClass'],
} as const satisfies ChoiceOption<FocalMode>;

export const FOCAL_OPTIONS = [GAMMA, ALPHA, FOCAL_MODE, FROM_LOGITS, EPSILON_MODE, EPSILON, NORMALIZE, REDUCTION, AXIS];

/**
 * Cross-entropy in which examples that are already right count for little, so that rare and hard ones are learnt.
 *
 * `perClass`, as Keras: `sum alpha y (1 - q)^gamma (-ln q)`. `trueClass`: `mean(alpha) mean(1 - q)^gamma CE`, one factor for
 * the row, with means under the target. Both agree on one-hot targets and class indices; on soft ones they differ. Shapes, epsilon and
 * logits as in `categoricalCrossEntropy`; nats. With `gamma` 0 and `alpha` 1 it is the cross-entropy, bit for bit.
 * A prediction of 1 gives 0 (-1e-15 times 0 with the default epsilon); one a rounding error above 1 is read as 1, where
 * others give NaN or a negative loss. From logits `1 - q` is `-expm1(ln q)`, so nothing is lost for a sure answer.
 * Keras divides the prediction by its sum first: ask with `normalize`.
 * Throws as `categoricalCrossEntropy` does.
 *
 * @example focalLoss([0, 1], [0.4, 0.6]) // 0.0204330
 * Source: Lin et al. (2017), *Focal loss for dense object detection*; Keras, `CategoricalFocalCrossentropy`.
 */
export function focalLoss<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: FocalLossOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(focalLossItems(target, prediction, options), options);
}

/** The items of `focalLoss`: one a row. */
export function focalLossItems(target: TensorLike, prediction: TensorLike, options: FocalLossOptions): Items {
  return classItems(focal(prediction, options), new ClassBatch(target, prediction, options));
}

/**
 * The gradient of `focalLoss`; for `perClass` and probabilities
 * `alpha y (gamma (1 - q)^(gamma - 1) ln q - (1 - q)^gamma / q)`. At q = 1 the fading factor is taken to have slope 0.
 *
 * @example focalLossGradient([0, 1], [0.5, 0.5], { alpha: 1, epsilonMode: 'none' }).prediction // [0, -1.1931472]
 */
export function focalLossGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: FocalLossOptions = {},
): LossGradient<T, P> {
  return classGradient(focal(prediction, options), target, prediction, options);
}

function focal(prediction: TensorLike, options: FocalLossOptions): ClassLoss {
  checkOptions(options, FOCAL_OPTIONS);
  const { classes } = new Rows(toTensor(prediction, 'prediction').shape, 'prediction', options);
  const gamma = readNumber(GAMMA, options.gamma);
  const alpha = readVector(ALPHA, options.alpha, classes) as Float64Array;
  return readChoice(FOCAL_MODE, options.mode) === 'perClass' ? perClass(gamma, alpha) : trueClass(gamma, alpha);
}
