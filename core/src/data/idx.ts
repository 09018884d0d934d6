import { counted, grouped, tuple } from '../numeric/describe.js';
import type { NumericArray, Tensor } from '../tensor/tensor.js';
import { limits } from '../numeric/limits.js';
import { dataError, gunzip, type Inflate, type NamedBytes } from './bytes.js';

type Read = (view: DataView, at: number) => number;
/** Element types by their code in the third byte: size, an array of so many, and how one is read. */
const types = new Map<number, { size: number; make: (n: number) => NumericArray; read: Read }>([
  [0x09, { size: 1, make: (n) => new Int8Array(n), read: (v, at) => v.getInt8(at) }],
  [0x0b, { size: 2, make: (n) => new Int16Array(n), read: (v, at) => v.getInt16(at) }],
  [0x0c, { size: 4, make: (n) => new Int32Array(n), read: (v, at) => v.getInt32(at) }],
  [0x0d, { size: 4, make: (n) => new Float32Array(n), read: (v, at) => v.getFloat32(at) }],
  [0x0e, { size: 8, make: (n) => new Float64Array(n), read: (v, at) => v.getFloat64(at) }],
]);
const BYTE = 0x08;

/**
 * Reads an IDX file, plain or gzipped. The header is checked against the bytes present before anything is allocated;
 * unsigned bytes are a view of the file, not a copy.
 * Throws `data` with the file's name for a wrong magic number, type, rank or size.
 * @example readIdx({ name: 'a.idx1', bytes: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9) }, (bytes) => bytes).shape // [2]
 */
export function readIdx(file: NamedBytes, inflate: Inflate): Tensor {
  const { name } = file;
  if (file.bytes.length > limits.idxFile)
    throw dataError(name, counted(file.bytes.length, 'byte'), `at most ${grouped(limits.idxFile)}`);
  const bytes = gunzip(file, inflate);
  if (bytes.length < 4) throw dataError(name, counted(bytes.length, 'byte'), 'an IDX header of 4 bytes or more');
  const [zero, alsoZero, code, rank] = bytes as unknown as [number, number, number, number];
  const type = types.get(code);
  if (zero !== 0 || alsoZero !== 0 || (code !== BYTE && !type)) {
    const magic = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
    throw dataError(name, `magic number ${magic}`, 'an IDX file: 00 00, an element type, a rank');
  }
  if (rank < 1 || rank > 4) throw dataError(name, `rank ${rank}`, 'a rank from 1 to 4');
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    throw dataError(name, counted(bytes.length, 'byte'), `a header of ${counted(header, 'byte')}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = type?.size ?? 1;
  const needed = shape.reduce((product, n) => product * BigInt(n), BigInt(size)) + BigInt(header);
  if (needed !== BigInt(bytes.length))
    throw dataError(
      name,
      `${counted(bytes.length, 'byte')} for shape ${tuple(shape)}`,
      `${needed.toString().replace(/\B(?=(?:\d{3})+$)/g, ',')} bytes`,
    );
  if (!type) return { shape, data: bytes.subarray(header) };
  const data = type.make((bytes.length - header) / size);
  for (let i = 0; i < data.length; i++) data[i] = type.read(view, header + i * size);
  return { shape, data };
}
