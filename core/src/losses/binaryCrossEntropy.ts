import { checkOptions, readFlag } from '../numeric/option.js';
import { times } from '../numeric/times.js';
import { CoreWarning } from '../numeric/warning.js';
import { checkNumbers, checkProbabilities } from '../probability/distribution.js';
import { AXIS, type AxisOptions, indexPath } from '../probability/rows.js';
import type { TensorLike } from '../tensor/tensor.js';
import { elementGradient, elementItems, type ElementLoss } from './elementLoss.js';
import { EPSILON, EPSILON_MODE, type EpsilonOptions, EpsilonRule } from './epsilon.js';
import { FROM_LOGITS, type LossGradient } from './options.js';
import { type Items, reduce, type Reduced, type Reduction, REDUCTION, type ReductionOptions } from './reduce.js';

export interface BinaryCrossEntropyOptions extends EpsilonOptions, AxisOptions, ReductionOptions {
  fromLogits?: boolean;
}

export const BINARY_OPTIONS = [FROM_LOGITS, EPSILON_MODE, EPSILON, REDUCTION, AXIS];

/**
 * The log loss: the surprise at a yes or no, for one who gave yes the probability q.
 *
 * `-(t ln(q + epsilon) + (1 - t) ln(1 - q + epsilon))`; from logits x `t ln(1 + e^-x) + (1 - t) ln(1 + e^x)`.
 * Shapes: any two of the same, one value an element; targets in [0, 1]. Nats.
 * At q = 0 and t = 1 the epsilon rule decides: 34.5 for the default, 16.1 when clipped at 1e-7 as Keras and tfjs do,
 * `Infinity` without. PyTorch cuts off at 100. A logit of `Infinity` costs 0 when right and `Infinity` when wrong, with a
 * warning in `evaluate`. No digit is lost near 0 and 1. A probability that rounding put above 1 is read as 1.
 * Throws, naming the place: `notFinite` at NaN, `negative`, `range` above 1, `shape`, `empty`, `option`.
 *
 * @example binaryCrossEntropy([1], [0.25]) // 1.386294
 * Source: the course; scikit-learn, `log_loss`; Bishop, *Pattern Recognition and Machine Learning*, 4.3.
 */
export function binaryCrossEntropy<R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options: BinaryCrossEntropyOptions & { reduction?: R } = {},
): Reduced<R> {
  return reduce(binaryCrossEntropyItems(target, prediction, options), options);
}

/** The items of `binaryCrossEntropy`: one an element. */
export function binaryCrossEntropyItems(
  target: TensorLike,
  prediction: TensorLike,
  options: BinaryCrossEntropyOptions,
): Items {
  return elementItems(logLoss(options), target, prediction, options);
}

/**
 * The gradient of `binaryCrossEntropy`: for logits `sigmoid(x) - t`, for probabilities
 * `(1 - t) / (1 - q + epsilon) - t / (q + epsilon)`; for the target `ln(1 - q) - ln q` under the epsilon rule, or `-x`.
 *
 * @example binaryCrossEntropyGradient([1], [0], { fromLogits: true }).prediction // [-0.5]
 */
export function binaryCrossEntropyGradient<T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options: BinaryCrossEntropyOptions = {},
): LossGradient<T, P> {
  return elementGradient(logLoss(options), target, prediction, options);
}

function logLoss(options: BinaryCrossEntropyOptions): ElementLoss {
  checkOptions(options, BINARY_OPTIONS);
  const rule = new EpsilonRule(options);
  return readFlag(FROM_LOGITS, options.fromLogits) ? onLogits : onProbabilities(rule);
}

function onProbabilities(rule: EpsilonRule): ElementLoss {
  return {
    check(data, shape, argument) {
      checkProbabilities(data, shape, argument);
      return [];
    },
    value(given, q) {
      const t = Math.min(given, 1);
      const total = times(t, rule.log(q)) + times(1 - t, rule.logRest(q));
      return total === 0 ? 0 : -total;
    },
    byPrediction(given, q) {
      const t = Math.min(given, 1);
      return -(times(t, rule.slope(q)) + times(1 - t, rule.restSlope(q)));
    },
    byTarget: (_, q) => rule.logRest(q) - rule.log(q),
  };
}

const onLogits: ElementLoss = {
  check(data, shape, argument) {
    if (argument === 'target') {
      checkProbabilities(data, shape, argument);
      return [];
    }
    checkNumbers(data, shape, argument, { infinite: true });
    const at = data.findIndex((x) => Math.abs(x) === Infinity);
    const place = { argument, path: at < 0 ? [] : indexPath(shape, at) };
    return at < 0 ? [] : [new CoreWarning('infinite', `a logit of ${data[at]} leaves no doubt`, place)];
  },
  value(given, x) {
    const t = Math.min(given, 1);
    return times(t, softplus(-x)) + times(1 - t, softplus(x));
  },
  byPrediction(given, x) {
    const t = Math.min(given, 1);
    return (1 - t) * sigmoid(x) - t * sigmoid(-x);
  },
  byTarget: (_, x) => -x,
};

/** `ln(1 + e^x)`. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** `1 / (1 + e^-x)`, from the side where nothing overflows. */
function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}
