import { BASE, type BaseOptions, natsPerUnit } from '../numeric/base.js';
import { checkOptions, readChoice } from '../numeric/option.js';
import { divisorOf, type Items, REDUCTION, type ReductionOptions } from '../losses/reduce.js';
import { type Like, like } from '../tensor/like.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import { checkProbabilities } from './distribution.js';

/**
 * How unexpected an outcome of probability p is: the information that it brings.
 *
 * `-log p`. Shapes: a number, or any array, element by element. Nats, or units of `base` (2 for bits).
 * `surprise(1)` is 0, `surprise(0)` is `Infinity`; a probability that rounding put above 1 is read as 1. Elements need not
 * sum to 1: each is a probability of its own.
 * Throws, naming the place: `notFinite` at NaN, `negative`, `range` above 1, `option` for a base of 1 or less.
 *
 * @example surprise(0.125, { base: 2 }) // 3
 * Source: the course; Shannon (1948), *A mathematical theory of communication*.
 */
export function surprise<T extends TensorLike>(p: T, options: BaseOptions = {}): Like<T> {
  checkOptions(options, [BASE]);
  const { shape, data } = toTensor(p, 'p');
  const unit = natsPerUnit(options);
  checkProbabilities(data, shape, 'p');
  return like(
    p,
    shape,
    Float64Array.from(data, (x) => (x >= 1 ? 0 : -Math.log(x) / unit)),
  );
}

/** The items of `surprise`: one an element. */
export function surpriseItems(p: TensorLike, { base }: BaseOptions): Items {
  const values = surprise(toTensor(p, 'p'), { base }).data as Float64Array;
  return { values, counted: values.length, warnings: [] };
}

/**
 * The gradient of `surprise`: `-1 / p`, which is `-Infinity` at p = 0; element by element unless `reduction` says otherwise.
 *
 * @example surpriseGradient(0.25) // -4
 */
export function surpriseGradient<T extends TensorLike>(p: T, options: BaseOptions & ReductionOptions = {}): Like<T> {
  checkOptions(options, [BASE, REDUCTION]);
  const { shape, data } = toTensor(p, 'p');
  checkProbabilities(data, shape, 'p');
  const reduction = readChoice(REDUCTION, options.reduction ?? 'none');
  const scale = natsPerUnit(options) * divisorOf({ values: data, counted: data.length }, reduction);
  return like(
    p,
    shape,
    Float64Array.from(data, (x) => -1 / Math.min(x, 1) / scale),
  );
}
