import { BASE, type BaseOptions, natsPerUnit } from '../numeric/base.js';
import { checkOptions } from '../numeric/option.js';
import { times } from '../numeric/times.js';
import { type DistributionOptions, NORMALIZE } from '../probability/distribution.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import { AXIS, sameShape } from '../probability/rows.js';
import { ClassBatch } from './classBatch.js';
import { classGradient, classItems, type ClassLoss } from './classLoss.js';
import { EPSILON, EPSILON_MODE, type EpsilonOptions } from './epsilon.js';
import type { LossGradient } from './options.js';
import { type Items, reduce, type Reduced, type Reduction, REDUCTION, type ReductionOptions } from './reduce.js';

export interface CrossEntropyOptions extends EpsilonOptions, BaseOptions, DistributionOptions, ReductionOptions {}

export const CROSS_ENTROPY_OPTIONS = [EPSILON_MODE, EPSILON, BASE, NORMALIZE, REDUCTION, AXIS];

/** `-sum t ln q` of one row. */
export const CROSS_ENTROPY: ClassLoss = {
  value({ target, log }) {
    let total = 0;
    for (let k = 0; k < target.length; k++) total -= times(target[k], log[k]);
    return total === 0 ? 0 : total;
  },
  partials({ target, log }, byLog, byQ, byTarget) {
    for (let k = 0; k < target.length; k++) {
      byLog[k] = -target[k];
      byQ[k] = 0;
      byTarget[k] = -log[k];
    }
  },
};

/**
 * The average surprise at outcomes of `target` for one who believes `prediction`.
 *
 * `-sum p ln(q + epsilon)`, p the target. Shapes: two vectors, or two batches with their classes along `axis`
 * (one value a row, the mean of them unless `reduction` says otherwise). Nats, or units of `base`.
 * A target of 0 adds 0. With the default `epsilon` of 1e-15, added, a prediction of 0 costs 34.5 nats and one of 1
 * gives -1e-15; mode `clip` moves it into `[epsilon, 1 - epsilon]`, mode `none` gives `Infinity`. Unnormalised rows are
 * taken as they are, with a warning in `evaluate`; `normalize` divides them by their sums. A prediction that rounding
 * put above 1 is read as 1.
 * Keras and tfjs clip at 1e-7, scikit-learn at the double epsilon, so their values differ where q is near 0.
 * Throws, naming the place: `notFinite`, `negative`, `range` for a prediction above 1, `shape`, `empty`, `option`.
 *
 * @example crossEntropy([0.1, 0.7, 0.2], [0.1, 0.6, 0.3]) // 0.828631
 * Source: the course; Cover and Thomas, *Elements of Information Theory*, 2.3.
 */
export function crossEntropy<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: CrossEntropyOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(crossEntropyItems(target, prediction, options), options);
}

/** The items of `crossEntropy`: one a row. */
export function crossEntropyItems(target: TensorLike, prediction: TensorLike, options: CrossEntropyOptions): Items {
  checkArguments(target, prediction, options);
  return classItems(CROSS_ENTROPY, new ClassBatch(target, prediction, options), natsPerUnit(options));
}

/**
 * The gradient of `crossEntropy`: `-p / (q + epsilon)` for the prediction, `-ln(q + epsilon)` for the target,
 * over what the reduction divides by. Where `clip` holds a prediction fast its derivative is 0.
 *
 * @example crossEntropyGradient([0, 1], [0.5, 0.5], { epsilonMode: 'none' }).prediction // [0, -2]
 */
export function crossEntropyGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: CrossEntropyOptions = {},
): LossGradient<T, P> {
  checkArguments(target, prediction, options);
  return classGradient(CROSS_ENTROPY, target, prediction, options, natsPerUnit(options));
}

/** Distributions only: class indices are for `categoricalCrossEntropy`. */
function checkArguments(target: TensorLike, prediction: TensorLike, options: CrossEntropyOptions): void {
  checkOptions(options, CROSS_ENTROPY_OPTIONS);
  sameShape(toTensor(prediction, 'prediction').shape, toTensor(target, 'target').shape, 'target');
}
