import type { NamedBytes } from '@surprisal/core';

type Put = (view: DataView, at: number, value: number) => void;
const little = true;

/** IEEE half precision of a number that it holds exactly. */
function half(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | ((Math.abs(value) / 2 ** exponent - 1) * 1024);
}

/** Element types of NumPy: bytes of each, and how one is written. */
const npyTypes: Record<string, [size: number, put: Put]> = {
  '|b1': [1, (v, at, x) => v.setUint8(at, x)],
  '|u1': [1, (v, at, x) => v.setUint8(at, x)],
  '|i1': [1, (v, at, x) => v.setInt8(at, x)],
  '<i2': [2, (v, at, x) => v.setInt16(at, x, little)],
  '>i2': [2, (v, at, x) => v.setInt16(at, x)],
  '<u2': [2, (v, at, x) => v.setUint16(at, x, little)],
  '<i4': [4, (v, at, x) => v.setInt32(at, x, little)],
  '<u4': [4, (v, at, x) => v.setUint32(at, x, little)],
  '>u4': [4, (v, at, x) => v.setUint32(at, x)],
  '<i8': [8, (v, at, x) => v.setBigInt64(at, BigInt(x), little)],
  '<u8': [8, (v, at, x) => v.setBigUint64(at, BigInt(x), little)],
  '<f2': [2, (v, at, x) => v.setUint16(at, half(x), little)],
  '<f4': [4, (v, at, x) => v.setFloat32(at, x, little)],
  '<f8': [8, (v, at, x) => v.setFloat64(at, x, little)],
  '>f8': [8, (v, at, x) => v.setFloat64(at, x)],
};
const idxTypes: Record<number, [size: number, put: Put]> = {
  8: [1, (v, at, x) => v.setUint8(at, x)],
  9: [1, (v, at, x) => v.setInt8(at, x)],
  11: [2, (v, at, x) => v.setInt16(at, x)],
  12: [4, (v, at, x) => v.setInt32(at, x)],
  13: [4, (v, at, x) => v.setFloat32(at, x)],
  14: [8, (v, at, x) => v.setFloat64(at, x)],
};

function body(values: readonly number[], [size, put]: [number, Put]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, i) => put(view, i * size, value));
  return new Uint8Array(view.buffer);
}

/** A file of NumPy of one of `npyTypes`. */
export function npyFile(type: string, shape: readonly number[], values: readonly number[]): NamedBytes {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8, ...Buffer.from(header)];
  return { name: `array ${type}.npy`, bytes: Uint8Array.from([...start, ...body(values, npyTypes[type])]) };
}

/** An IDX file of one of `idxTypes`. */
export function idxFile(code: number, shape: readonly number[], values: readonly number[]): NamedBytes {
  const start = [0, 0, code, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255])];
  return { name: `array ${code}.idx`, bytes: Uint8Array.from([...start, ...body(values, idxTypes[code])]) };
}

export const textFile = (words: string, name = 'some.csv'): NamedBytes => ({
  name,
  bytes: new TextEncoder().encode(words),
});

export const npyNames = Object.keys(npyTypes);
export const idxCodes = Object.keys(idxTypes).map(Number);
