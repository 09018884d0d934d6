import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { isTensor, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.js';
import { nest } from '../tensor/like.js';
import { indexPath } from './rows.js';

/** One axis more than `T`, in its form. */
export type OneHot<T> = T extends number ? number[] : T extends readonly number[] ? number[][] : Tensor;

/**
 * Class indices as distributions that are sure: 1 at the class, 0 elsewhere.
 *
 * `y[k] = 1 if k = index else 0`. Shapes: an index gives `[classes]`, a batch gains a last axis of `classes`; nested
 * arrays come back nested, typed arrays and tensors as a tensor. Unitless.
 * Throws, naming the place: `range` for an index that is not one of the classes (tfjs gives a row of zeros), NaN and
 * fractions included; `option` unless `classes` is a positive integer, `limit` above twenty million elements.
 *
 * @example oneHot([2, 0], 3) // [[0, 0, 1], [1, 0, 0]]
 * Source: the course.
 */
export function oneHot<T extends TensorLike>(indices: T, classes: number): OneHot<T> {
  if (!Number.isInteger(classes) || classes < 1)
    throw new CoreError('option', String(classes), 'a positive integer', { argument: 'classes' });
  const { shape, data } = toTensor(indices, 'indices');
  const size = data.length * classes;
  if (size > limits.elements)
    throw new CoreError('limit', counted(size, 'element'), `at most ${grouped(limits.elements)}`, {
      argument: 'classes',
    });
  const out = new Float64Array(size);
  for (let i = 0; i < data.length; i++) {
    const index = data[i];
    if (!Number.isInteger(index) || index < 0 || index >= classes)
      throw new CoreError('range', `class index ${index}`, `an integer from 0 to ${classes - 1}`, {
        argument: 'indices',
        path: indexPath(shape, i),
      });
    out[i * classes + index] = 1;
  }
  const whole = [...shape, classes];
  return (
    isTensor(indices) || ArrayBuffer.isView(indices) ? { shape: whole, data: out } : nest(whole, out)
  ) as OneHot<T>;
}
