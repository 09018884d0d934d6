import { smallFloat } from '../arrays/smallFloats.js';
import { counted, grouped, tuple } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import type { NumericArray, Tensor } from '../tensor/tensor.js';
import { dataError, type NamedBytes } from './bytes.js';
import { readNpyHeader } from './npyHeader.js';

type Make = (n: number) => NumericArray;
type Read = (view: DataView, at: number, little: boolean) => number;
interface Kind {
  size: number;
  make: Make;
  read: Read;
}

/** An array and the type of its elements as NumPy writes it, such as `u1`; `b1` are truth values. */
export interface NpyArray extends Tensor {
  readonly type: string;
}

const doubles: Make = (n) => new Float64Array(n);

/** Element types by kind and size; all else (objects, text, dates, complex numbers, records) is refused. */
const kinds: Record<string, Kind> = {
  b1: { size: 1, make: (n) => new Uint8Array(n), read: (v, at) => Number(v.getUint8(at) !== 0) },
  u1: { size: 1, make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
  u2: { size: 2, make: (n) => new Uint16Array(n), read: (v, at, little) => v.getUint16(at, little) },
  u4: { size: 4, make: (n) => new Uint32Array(n), read: (v, at, little) => v.getUint32(at, little) },
  u8: { size: 8, make: doubles, read: (v, at, little) => Number(v.getBigUint64(at, little)) },
  i1: { size: 1, make: (n) => new Int8Array(n), read: (v, at) => v.getInt8(at) },
  i2: { size: 2, make: (n) => new Int16Array(n), read: (v, at, little) => v.getInt16(at, little) },
  i4: { size: 4, make: (n) => new Int32Array(n), read: (v, at, little) => v.getInt32(at, little) },
  i8: { size: 8, make: doubles, read: (v, at, little) => Number(v.getBigInt64(at, little)) },
  f2: {
    size: 2,
    make: (n) => new Float32Array(n),
    read: (v, at, little) => smallFloat('float16', v.getUint16(at, little)),
  },
  f4: { size: 4, make: (n) => new Float32Array(n), read: (v, at, little) => v.getFloat32(at, little) },
  f8: { size: 8, make: doubles, read: (v, at, little) => v.getFloat64(at, little) },
};

/**
 * Reads a NumPy array file of any boolean, whole or real type, in either byte order and either axis order; the result
 * is in row-major order. The header is checked against the bytes present before anything is allocated.
 * 64-bit whole numbers become doubles; one beyond 2^53, which no double holds, is an error, never a rounded number.
 * Throws `data` with the file's name; objects, which only a pickle holds, are refused and never unpickled.
 */
export function readNpy(file: NamedBytes): NpyArray {
  const { name, bytes } = file;
  const { descr, fortran, shape, start } = readNpyHeader(file);
  const order = descr[0];
  const kind = '<>|='.includes(order) && Object.hasOwn(kinds, descr.slice(1)) ? kinds[descr.slice(1)] : null;
  if (!kind || (order === '|' && kind.size > 1))
    throw dataError(name, `elements of type '${descr}'`, 'booleans, whole numbers or reals (objects are not read)');
  if (shape.length > limits.rank) throw dataError(name, `rank ${shape.length}`, `at most ${grouped(limits.rank)}`);
  const needed = shape.reduce((product, n) => product * BigInt(n), BigInt(kind.size));
  if (needed !== BigInt(bytes.length - start))
    throw dataError(
      name,
      `${counted(bytes.length - start, 'byte')} for shape ${tuple(shape)}`,
      counted(needed, 'byte'),
    );
  const count = (bytes.length - start) / kind.size;
  const data = kind.make(count);
  const little = order !== '>';
  const place = fortran ? rowMajor(shape) : null;
  if (!place && isNative(descr, data, little)) {
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(bytes.subarray(start));
    return { shape, data, type: descr.slice(1) };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < count; i++) {
    const value = kind.read(view, start + i * kind.size, little);
    if ((descr[1] === 'i' || descr[1] === 'u') && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw dataError(name, `element ${grouped(i)} about ${value}`, 'whole numbers up to 2^53, which a double holds');
    data[place ? place(i) : i] = value;
  }
  return { shape, data, type: descr.slice(1) };
}

const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Whether the elements lie in the file as they lie in memory: a truth value is 1 there, whichever byte stands for it. */
const isNative = (descr: string, { BYTES_PER_ELEMENT: size }: NumericArray, little: boolean): boolean =>
  (size === 1 || little === LITTLE) && descr.slice(2) === String(size) && !/^.(?:[iu]8|b1)$/.test(descr);

/** Where the i-th element in column-major order stands in row-major order. */
function rowMajor(shape: readonly number[]): (i: number) => number {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
  return (i) => {
    let [left, at] = [i, 0];
    shape.forEach((n, axis) => {
      at += (left % n) * strides[axis];
      left = Math.floor(left / n);
    });
    return at;
  };
}
