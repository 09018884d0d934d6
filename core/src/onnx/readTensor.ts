import type { ProtoFields } from '../curves/protobuf.js';
import { dataError } from '../data/bytes.js';
import { counted, tuple } from '../numeric/describe.js';
import { elements, fields } from './onnxFields.js';

/** Axes of a constant, and numbers of one attribute. */
export const MOST_SIZES = 8;

/** Bytes of an element of those types that are read; and what others are called. */
const sizes: ReadonlyMap<number, number> = new Map([
  [elements.float, 4],
  [elements.double, 8],
  [elements.int64, 8],
]);
const others: Readonly<Record<number, string>> = { 2: 'uint8', 3: 'int8', 6: 'int32', 10: 'float16', 16: 'bfloat16' };

/** The type of the numbers that a field has, where they are not raw bytes. */
const typed: Readonly<Record<number, number>> = {
  [fields.tensor.floats]: elements.float,
  [fields.tensor.longs]: elements.int64,
  [fields.tensor.doubles]: elements.double,
};

/** A constant of a graph: weights, or a shape. */
export interface OnnxTensor {
  shape: readonly number[];
  data: Float32Array | Float64Array;
  /** Of whole numbers, by which a division has no rest. */
  whole?: true;
}

/** Reads a constant, where it has the bytes of its shape; `of` is what it belongs to, where it has no name. Throws `data` with the file's name. */
export function readTensor(file: string, at: ProtoFields, of: string): { tensor: OnnxTensor; name: string } {
  const shape: number[] = [];
  let [type, name, raw]: [number, string, Uint8Array | null] = [0, '', null];
  let given = 0;
  while (at.next()) {
    const { tensor } = fields;
    if (at.field === tensor.dims) shape.push(...at.ints(MOST_SIZES));
    else if (at.field === tensor.type) type = at.uint();
    else if (at.field === tensor.name) name = at.text();
    else if (at.field === tensor.raw) raw = at.content();
    else if (at.field in typed) [raw, given] = [at.field === tensor.longs ? longs(at) : at.content(), at.field];
    else if (at.field === tensor.external || (at.field === tensor.location && at.uint() !== 0))
      throw dataError(
        file,
        `weights that lie in another file ("${name || of}")`,
        'all of the model in one file, as external_data=False writes it',
      );
    if (shape.length > MOST_SIZES)
      throw dataError(file, `"${name || of}" of ${counted(shape.length, 'axis', 'axes')}`, 'fewer');
  }
  if (given > 0 && typed[given] !== type)
    throw dataError(file, `"${name || of}" of element type ${type} as numbers of another`, 'those of its own');
  const data = values(file, name || of, shape, type, raw ?? new Uint8Array(0));
  return { tensor: { shape, data, ...(type === elements.int64 && { whole: true }) }, name };
}

/** Small whole numbers, of a shape, as they would lie as bytes. */
function longs(at: ProtoFields): Uint8Array {
  return new Uint8Array(BigInt64Array.from(at.ints(MOST_SIZES), BigInt).buffer);
}

function values(
  file: string,
  name: string,
  shape: readonly number[],
  type: number,
  raw: Uint8Array,
): OnnxTensor['data'] {
  const size = sizes.get(type);
  if (size === undefined)
    throw dataError(file, `"${name}" of ${others[type] ?? `element type ${type}`}`, 'float32 or float64');
  let count = 1;
  for (const side of shape) {
    if (side < 1) throw dataError(file, `"${name}" of shape ${tuple(shape)}`, 'sizes from 1 on');
    count *= side;
  }
  if (count * size !== raw.length)
    throw dataError(
      file,
      `"${name}" of shape ${tuple(shape)} in ${counted(raw.length, 'byte')}`,
      counted(count * size, 'byte'),
    );
  const { buffer } = new Uint8Array(raw);
  if (type === elements.float) return new Float32Array(buffer);
  if (type === elements.double) return new Float64Array(buffer);
  if (count > MOST_SIZES) throw dataError(file, `"${name}" of int64`, 'float32 or float64');
  return Float64Array.from(new BigInt64Array(buffer), Number);
}
