import type { FlagOption, NumberOption, VectorOption } from '../numeric/option.js';
import type { Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';

export const FROM_LOGITS = {
  kind: 'flag',
  name: 'fromLogits',
  title: 'The prediction is logits, not probabilities',
  default: false,
} as const satisfies FlagOption;

export const CLASS_WEIGHTS = {
  kind: 'vector',
  name: 'classWeights',
  title: 'Weight of each class',
  default: null,
  min: 0,
  max: Number.MAX_VALUE,
  scalar: false,
} as const satisfies VectorOption;

export const IGNORE_INDEX = {
  kind: 'number',
  name: 'ignoreIndex',
  title: 'Class index that does not count',
  default: null,
  min: -(2 ** 31),
  max: 2 ** 31,
  integer: true,
} as const satisfies NumberOption;

/** The gradient of a loss for each of its arguments, in the form of that argument; null where it is not differentiable. */
export interface LossGradient<T extends TensorLike, P extends TensorLike> {
  readonly prediction: Like<P>;
  /** Null for class indices. */
  readonly target: Like<T> | null;
}
