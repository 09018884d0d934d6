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

/** A constant of a graph: weights, or a shape. */
export interface OnnxTensor {
  shape: readonly number[];
  data: Float32Array | Float64Array;
}

/** Reads a constant, where it has the bytes of its shape; `of` is what it belongs to, where it has no name. Throws `data` with the file's name. */
export function readTensor(file: string, at: ProtoFields, of: string): { tensor: OnnxTensor; name: string } {
  const shape: number[] = [];
  let [type, name, raw]: [number, string, Uint8Array | null] = [0, '', null];
  while (at.next()) {
    const { tensor } = fields;
    if (at.field === tensor.dims) shape.push(...at.ints(MOST_SIZES));
    else if (at.field === tensor.type) type = at.uint();
    else if (at.field === tensor.name) name = at.text();
    else if (at.field === tensor.raw) raw = at.content();
    else if (at.field === tensor.floats || at.field === tensor.doubles) raw = at.content();
    else if (at.field === tensor.longs) raw = longs(at);
    else if (at.field === tensor.external || (at.field === tensor.location && at.uint() !== 0))
      throw dataError(
        file,
        `weights that lie in another file ("${name || of}")`,
        'all of the model in one file, as external_data=False writes it',
      );
    if (shape.length > MOST_SIZES)
      throw dataError(file, `"${name || of}" of ${counted(shape.length, 'axis', 'axes')}`, 'fewer');
  }
  const data = values(file, name || of, shape, type, raw ?? new Uint8Array(0));
  return { tensor: { shape, data }, name };
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
    if (side < 0) throw dataError(file, `"${name}" of shape ${tuple(shape)}`, 'sizes from 0 on');
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
