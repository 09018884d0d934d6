import { smallFloat } from '../arrays/smallFloats.js';
import type { ProtoFields } from './protobuf.js';

const HALF = 19;
const BFLOAT16 = 14;

/** How a number lies in `tensor_content`, by the data type of TensorFlow. */
const CONTENT: Readonly<Record<number, { size: number; read: (view: DataView) => number }>> = {
  1: { size: 4, read: (view) => view.getFloat32(0, true) },
  2: { size: 8, read: (view) => view.getFloat64(0, true) },
  3: { size: 4, read: (view) => view.getInt32(0, true) },
  4: { size: 1, read: (view) => view.getUint8(0) },
  5: { size: 2, read: (view) => view.getInt16(0, true) },
  6: { size: 1, read: (view) => view.getInt8(0) },
  9: { size: 8, read: (view) => Number(view.getBigInt64(0, true)) },
  10: { size: 1, read: (view) => (view.getUint8(0) === 0 ? 0 : 1) },
  [BFLOAT16]: { size: 2, read: (view) => smallFloat('bfloat16', view.getUint16(0, true)) },
  17: { size: 2, read: (view) => view.getUint16(0, true) },
  [HALF]: { size: 2, read: (view) => smallFloat('float16', view.getUint16(0, true)) },
  22: { size: 4, read: (view) => view.getUint32(0, true) },
  23: { size: 8, read: (view) => Number(view.getBigUint64(0, true)) },
};

/** The number that a `TensorProto` of TensorFlow holds, of any real data type; null where it holds none, or more than one. */
export function scalarOfTensor(tensor: ProtoFields): number | null {
  let type = 0;
  let elements = 1;
  let content: Uint8Array | undefined;
  let value: number | undefined;
  while (tensor.next()) {
    const { field } = tensor;
    if (field === 1) type = tensor.uint();
    else if (field === 2) elements = elementsOf(tensor.message());
    else if (field === 4) content = tensor.content();
    else if (field === 5) value ??= tensor.length > 0 ? tensor.float() : undefined;
    else if (field === 6) value ??= tensor.length > 0 ? tensor.double() : undefined;
    else if (field === 7 || field === 10) value ??= tensor.length > 0 ? tensor.int() : undefined;
    else if (field === 11 || field === 16 || field === 17) value ??= tensor.length > 0 ? tensor.uint() : undefined;
    else if (field === 13 && tensor.length > 0)
      value ??= smallFloat(type === BFLOAT16 ? 'bfloat16' : 'float16', tensor.uint());
  }
  const form = CONTENT[type];
  if (!form || elements !== 1) return null;
  // TensorFlow leaves out a value that is zero.
  if (!content || content.length === 0) return value ?? 0;
  return content.length === form.size
    ? form.read(new DataView(content.buffer, content.byteOffset, content.length))
    : null;
}

function elementsOf(shape: ProtoFields): number {
  let elements = 1;
  while (shape.next()) {
    if (shape.field !== 2) continue;
    const dimension = shape.message();
    let size = 0;
    while (dimension.next()) if (dimension.field === 1) size = dimension.int();
    elements *= size;
  }
  return elements;
}
