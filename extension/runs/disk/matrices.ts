import { readNpy, tuple, type NamedBytes, type NumericArray } from '@surprisal/core';

/** The class that each item is read as: the first of the largest logits, `classes` of them an item. */
export function predictedOf(logits: Float32Array | Float64Array, classes: number): Uint16Array {
  return Uint16Array.from({ length: logits.length / classes }, (_, i) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[i * classes + c] > logits[i * classes + best]) best = c;
    return best;
  });
}

/** How often each actual class (rows) was read as each class (columns). */
export function countMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(classes * classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i] * classes + predicted[i]]++;
  return counts;
}

/** Types of elements by the array that holds them. */
const TYPES = {
  Uint8Array: '|u1',
  Int8Array: '|i1',
  Uint16Array: '<u2',
  Int16Array: '<i2',
  Uint32Array: '<u4',
  Int32Array: '<i4',
  Float32Array: '<f4',
  Float64Array: '<f8',
};

/** A NumPy array file, little-endian and in row-major order. */
export function npyBytes(data: NumericArray, shape: readonly number[]): Uint8Array {
  const type = TYPES[data[Symbol.toStringTag]];
  const words = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple(shape)}, }`;
  const start = Math.ceil((10 + words.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(new TextEncoder().encode(`\0NUMPY\x01\0\0\0${words.padEnd(start - 11)}\n`));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x93);
  view.setUint16(8, start - 10, true);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}

/** Classes of items, one each, from such a file; throws what is wrong with them, by the file's name. */
export function readClasses(file: NamedBytes, count: number, classes: number): ArrayLike<number> {
  const { shape, data } = readNpy(file);
  if (shape.length !== 1 || data.length !== count)
    throw new Error(`${file.name}: shape (${shape.join(', ')}); expected (${count},)`);
  const wrong = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < classes));
  if (wrong >= 0) throw new Error(`${file.name}: class ${data[wrong]} at ${wrong}; expected 0 to ${classes - 1}`);
  return data;
}

/** Counts from such a file, which sum to the count of the items; throws what is wrong with them, by the file's name. */
export function readMatrix(file: NamedBytes, count: number, classes: number): Uint32Array<ArrayBuffer> {
  const { shape, data } = readNpy(file);
  if (shape.join() !== `${classes},${classes}`)
    throw new Error(`${file.name}: shape (${shape.join(', ')}); expected (${classes}, ${classes})`);
  const counts = Uint32Array.from(data);
  const sum = counts.reduce((total, each) => total + each, 0);
  if (sum !== count || counts.some((each, i) => each !== data[i]))
    throw new Error(`${file.name}: counts of ${sum} items; expected ${count}`);
  return counts;
}
