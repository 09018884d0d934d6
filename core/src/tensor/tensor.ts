import { counted, describe, grouped, tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';

/** Any flat array of numbers that a tensor may stand on. */
export type NumericArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** A dense array of numbers: `shape` (outermost first) over flat `data` in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: NumericArray;
}

/** Nested arrays as JSON gives them; every array of one depth must have one length. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** What every function of this library accepts where it asks for numbers. */
export type TensorLike = Tensor | NumericArray | NestedNumbers;

/** True for a `Tensor`, false for nested and typed arrays and for numbers. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}

/**
 * Gives the `Tensor` of any accepted input; a tensor is returned as it is, a typed array is wrapped without a copy.
 * Throws `ragged` where arrays of one depth differ in length, `shape` where something is not a number or a tensor does not
 * hold what its shape says, and `limit` above `limits.rank` axes, or `limits.elements` numbers in nested arrays.
 * @example toTensor([[1, 2], [3, 4]]).shape // [2, 2]
 */
export function toTensor(value: TensorLike, argument = 'value'): Tensor {
  if (isTensor(value)) return checkTensor(value, argument);
  if (ArrayBuffer.isView(value)) return checkTensor({ shape: [value.length], data: value }, argument);
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0])
    if (shape.push(level.length) > limits.rank)
      throw new CoreError(
        'limit',
        `more than ${limits.rank} arrays in one another`,
        `at most ${grouped(limits.rank)}`,
        {
          argument,
        },
      );
  const size = shape.reduce((product, length) => product * length, 1);
  if (size > limits.elements)
    throw new CoreError(
      'limit',
      `arrays that begin as ${counted(size, 'number')} do`,
      `at most ${grouped(limits.elements)}`,
      { argument },
    );
  const data = new Float64Array(size);
  let next = 0;
  const path: number[] = [];
  const fill = (node: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (typeof node !== 'number')
        throw new CoreError(Array.isArray(node) ? 'ragged' : 'shape', describe(node), 'a number', {
          argument,
          path: [...path],
        });
      data[next++] = node;
      return;
    }
    if (!Array.isArray(node) || node.length !== shape[depth])
      throw new CoreError('ragged', describe(node), `an array of length ${shape[depth]}`, {
        argument,
        path: [...path],
      });
    for (let i = 0; i < node.length; i++) {
      path.push(i);
      fill(node[i], depth + 1);
      path.pop();
    }
  };
  fill(value, 0);
  return { shape, data };
}

/** Throws `shape` unless the data is an array of numbers, as many as the shape says. */
function checkTensor(tensor: Tensor, argument: string): Tensor {
  const { shape, data } = tensor;
  const isNumeric = ArrayBuffer.isView(data) && 'length' in data && !isBig(data);
  const isShape = Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 0);
  if (!isNumeric || !isShape)
    throw new CoreError('shape', 'a malformed tensor', 'a shape of lengths and a typed array of numbers', { argument });
  if (shape.length > limits.rank)
    throw new CoreError('limit', counted(shape.length, 'axis', 'axes'), `at most ${grouped(limits.rank)}`, {
      argument,
    });
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length)
    throw new CoreError('shape', `${counted(data.length, 'number')} in shape ${tuple(shape)}`, String(size), {
      argument,
    });
  return tensor;
}

function isBig(data: ArrayBufferView): boolean {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}
