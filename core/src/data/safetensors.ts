import { limits } from '../numeric/limits.js';
import { dataError, grouped, type NamedBytes } from './bytes.js';

/** A tensor of a safetensors file, of one of the types that this library writes. */
export interface StoredTensor {
  shape: readonly number[];
  data: Float32Array | Float64Array | Uint32Array;
}

export interface Safetensors {
  tensors: Map<string, StoredTensor>;
  /** Free text by name. */
  metadata: Map<string, string>;
}

const kinds = [
  { dtype: 'F32', make: Float32Array, size: 4 },
  { dtype: 'F64', make: Float64Array, size: 8 },
  { dtype: 'U32', make: Uint32Array, size: 4 },
] as const;

/**
 * Writes tensors and metadata as one safetensors file: a length of 8 bytes, a JSON header, then the tensors' bytes,
 * little-endian, in the order of the map.
 */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: Object.fromEntries(metadata) };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const { dtype } = kinds.find(({ make }) => data instanceof make)!;
    header[name] = { dtype, shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const json = JSON.stringify(header);
  // ASCII alone, padded with spaces to a whole number of doubles.
  const text = json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  for (let i = 0; i < length; i++) bytes[8 + i] = i < text.length ? text.charCodeAt(i) : 0x20;
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file of F32, F64 and U32 tensors. The header is checked against the bytes present before
 * anything is allocated: tensors lie one after the other, without gaps, to the end of the file.
 * Throws `data` with the file's name.
 */
export function readSafetensors({ name, bytes }: NamedBytes): Safetensors {
  if (bytes.length > limits.checkpoint)
    throw dataError(name, `${grouped(bytes.length)} bytes`, `at most ${grouped(limits.checkpoint)}`);
  if (bytes.length < 8) throw dataError(name, `${bytes.length} bytes`, 'a safetensors file of 8 bytes or more');
  const declared = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (declared > BigInt(Math.min(limits.safetensorsHeader, bytes.length - 8)))
    throw dataError(name, `a header of ${declared} bytes`, 'one that ends within the file');
  const start = 8 + Number(declared);
  let text = '';
  for (const byte of bytes.subarray(8, start)) text += String.fromCharCode(byte);
  const header = parse(text, name);
  const result: Safetensors = { tensors: new Map(), metadata: new Map() };
  let at = start;
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') {
      for (const [word, said] of Object.entries(value as object)) result.metadata.set(word, String(said));
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = value as Partial<Record<string, unknown>>;
    const kind = kinds.find((each) => each.dtype === dtype);
    if (!kind || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
      throw dataError(name, `tensor "${key}" of ${String(dtype)}`, 'F32, F64 or U32, a shape, two offsets');
    const count = shape.reduce((product, n) => product * n, 1);
    const [from, to] = offsets as [number, number];
    if (start + from !== at || to - from !== count * kind.size || start + to > bytes.length)
      throw dataError(
        name,
        `tensor "${key}" at ${from} to ${to}`,
        `${grouped(count * kind.size)} bytes from ${at - start}`,
      );
    at = start + to;
    result.tensors.set(key, { shape, data: new kind.make(bytes.slice(start + from, at).buffer) });
  }
  if (at !== bytes.length) throw dataError(name, `${grouped(bytes.length - at)} bytes after the last tensor`, 'none');
  return result;
}

function parse(text: string, name: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && Object.values(header).every((v) => v && typeof v === 'object'))
      return header as Record<string, unknown>;
  } catch {
    // What follows says it.
  }
  throw dataError(name, 'a header that is not a JSON object of objects', 'a safetensors header');
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
