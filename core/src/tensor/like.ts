import { isTensor, type NumericArray, type Tensor, type TensorLike } from './tensor.js';

/** The form of a result that has the shape of its input: nested arrays for nested arrays, typed for typed, tensor for tensor. */
export type Like<T> = T extends number
  ? number
  : T extends NumericArray
    ? Float64Array
    : T extends Tensor
      ? Tensor
      : T extends readonly number[]
        ? number[]
        : T extends readonly (readonly number[])[]
          ? number[][]
          : Nested;

/** The form of a result with one value a row of its input: a number for a vector. */
export type LikeRows<T> = T extends NumericArray | readonly number[]
  ? number
  : T extends Tensor
    ? Tensor
    : T extends readonly (readonly number[])[]
      ? number[]
      : Nested;

/** Nested arrays as a result gives them. */
export type Nested = number | Nested[];

/**
 * Gives `data` of `shape` in the form that `original` came in.
 * @example like([[0, 0]], [1, 2], Float64Array.of(3, 4)) // [[3, 4]]
 */
export function like<T extends TensorLike>(original: T, shape: readonly number[], data: Float64Array): Like<T> {
  const form = isTensor(original)
    ? { shape, data }
    : ArrayBuffer.isView(original)
      ? shape.length === 1
        ? data
        : { shape, data }
      : nest(shape, data);
  return form as Like<T>;
}

/** Gives one value a row, `shape` being that of the batch, in the form that `original` came in. */
export function likeRows<T extends TensorLike>(original: T, shape: readonly number[], data: Float64Array): LikeRows<T> {
  return (isTensor(original) ? { shape, data } : nest(shape, data)) as LikeRows<T>;
}

/**
 * Nested arrays of flat row-major data.
 * @example nest([2, 2], [1, 2, 3, 4]) // [[1, 2], [3, 4]]
 */
export function nest(shape: readonly number[], data: ArrayLike<number>): Nested {
  let next = 0;
  const build = (depth: number): Nested =>
    depth === shape.length ? data[next++] : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}
