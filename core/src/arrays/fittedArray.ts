import { counted, tuple } from '../numeric/describe.js';
import type { ArrayHeader, RefusedArray } from './arrayHeader.js';
import { type Dtype, dtypeOf } from './dtypes.js';

/** What a header says of an array before the bytes behind it are looked at. */
export type StatedArray = Omit<ArrayHeader, 'bytes' | 'cut'>;

/** Bytes that an array of a shape needs; beyond 2^53 too. */
export const bytesOf = (shape: readonly number[], { size }: Dtype): bigint => shape.reduce(times, BigInt(size));

const times = (product: bigint, n: number): bigint => product * BigInt(n);

/** Why so many bytes are not those of a shape; null where they are. */
export function sizeFault(shape: readonly number[], dtype: Dtype, bytes: number): [string, string] | null {
  const needed = bytesOf(shape, dtype);
  if (needed !== BigInt(bytes)) return [`${counted(bytes, 'byte')} for shape ${tuple(shape)}`, counted(needed, 'byte')];
  // An empty array needs no bytes, however long its other axes are.
  const others = shape.filter((n) => n > 0).reduce(times, 1n);
  if (others <= BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return [`the empty shape ${tuple(shape)}`, 'one whose other axes make fewer than 2^53 numbers'];
}

/** An array whose bytes are those of its shape; else why they are not, and what of it is there. */
export function fittedArray(stated: StatedArray, there: number): ArrayHeader | RefusedArray {
  const { name, shape, dtype } = stated;
  const fault = sizeFault(shape, dtypeOf(dtype), there);
  if (!fault) return { ...stated, bytes: there };
  const [found, expected] = fault;
  return { name, found, expected, ...partOf(stated, there, fault) };
}

/** What of an array can be shown, though so many bytes are not those of its shape: the first of them, in whole rows. */
export function partOf(
  stated: StatedArray,
  there: number,
  [found, expected]: readonly [string, string],
): Pick<RefusedArray, 'part'> {
  const { shape, order, dtype } = stated;
  const { size } = dtypeOf(dtype);
  const part = firstRows(shape, order, Math.floor(there / size));
  if (!part) return {};
  const bytes = part.reduce((product, n) => product * n, size);
  return { part: { ...stated, shape: part, bytes, cut: { found, expected, shape } } };
}

/**
 * The shape of the most rows that lie whole in so many first numbers of an array: of the axis that runs slowest, or where
 * not one of those is whole, of the next in the first of them. Null where there is none.
 */
function firstRows(shape: readonly number[], order: 'C' | 'F', numbers: number): number[] | null {
  if (numbers < 1 || shape.includes(0)) return null;
  const part = shape.map(() => 1);
  let each = 1;
  for (let i = 0; i < shape.length; i++) {
    const axis = order === 'C' ? shape.length - 1 - i : i;
    part[axis] = Math.min(shape[axis], Math.floor(numbers / each));
    if (part[axis] < shape[axis]) break;
    each *= shape[axis];
  }
  return part;
}
