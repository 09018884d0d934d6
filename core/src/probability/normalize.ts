import { type Like, like } from '../tensor/like.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import { readDistributions } from './distribution.js';
import { AXIS, type AxisOptions } from './rows.js';
import { checkOptions } from '../numeric/option.js';

/**
 * Weights or counts as a distribution: each row divided by its sum.
 *
 * `x[k] / sum x`. Shapes: a vector, or a batch with its classes along `axis`; the result has the shape and the form of the
 * input. Unitless. A distribution stays as it is, up to rounding.
 * Throws, naming the place: `unnormalised` for a row that sums to 0 (others give NaN or leave zeros), `negative`,
 * `notFinite`, `empty`, `shape` for a single number, `option`.
 *
 * @example normalize([1, 3]) // [0.25, 0.75]
 * Source: the course.
 */
export function normalize<T extends TensorLike>(values: T, options: AxisOptions = {}): Like<T> {
  checkOptions(options, [AXIS]);
  const { shape } = toTensor(values, 'values');
  const { data } = readDistributions(values, 'values', { ...options, normalize: true, unnormalised: 'warn' });
  return like(values, shape, data as Float64Array);
}
