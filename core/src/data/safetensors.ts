import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { textOf } from '../tensor/source.js';
import { asciiJson } from './asciiJson.js';
import { dataError, type NamedBytes } from './bytes.js';

/** A tensor of a safetensors file, of one of the types that this library writes. */
export interface StoredTensor {
  shape: readonly number[];
  data: Float32Array | Float64Array | Uint32Array;
}

/** A tensor as its bytes, little-endian and in C order, and what the format calls its type. */
interface PackedTensor {
  dtype: string;
  shape: readonly number[];
  data: Uint8Array;
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
export function writeSafetensors({
  tensors,
  metadata,
}: {
  tensors: ReadonlyMap<string, StoredTensor | PackedTensor>;
  metadata: ReadonlyMap<string, string>;
}): Uint8Array {
  // Without a prototype every name is one of its own.
  const header = Object.create(null) as Record<string, unknown>;
  header.__metadata__ = Object.fromEntries(metadata);
  let end = 0;
  for (const [name, tensor] of tensors) {
    const { shape, data } = tensor;
    const { dtype } = 'dtype' in tensor ? tensor : kinds.find(({ make }) => data instanceof make)!;
    header[name] = { dtype, shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const text = asciiJson(header);
  // Padded with spaces to a whole number of doubles.
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
    throw dataError(name, counted(bytes.length, 'byte'), `at most ${grouped(limits.checkpoint)}`);
  if (bytes.length < 8) throw dataError(name, counted(bytes.length, 'byte'), 'a safetensors file of 8 bytes or more');
  const declared = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (declared > BigInt(Math.min(limits.safetensorsHeader, bytes.length - 8)))
    throw dataError(name, `a header of ${counted(declared, 'byte')}`, 'one that ends within the file');
  const start = 8 + Number(declared);
  const header = safetensorsHeader(bytes.subarray(8, start), name);
  const result: Safetensors = { tensors: new Map(), metadata: new Map() };
  let at = start;
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') {
      for (const [word, said] of Object.entries(value)) result.metadata.set(word, String(said));
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
        `${counted(count * kind.size, 'byte')} from ${at - start}`,
      );
    at = start + to;
    result.tensors.set(key, { shape, data: new kind.make(bytes.slice(start + from, at).buffer) });
  }
  if (at !== bytes.length) throw dataError(name, `${counted(bytes.length - at, 'byte')} after the last tensor`, 'none');
  return result;
}

/**
 * The header of a safetensors file: an object of objects, each key once.
 * It is parsed where it is shallow and of few values; since an object that is parsed keeps the last of doubled keys,
 * the colons are counted too.
 */
export function safetensorsHeader(bytes: Uint8Array, name: string): Record<string, object> {
  const colons = countKeys(bytes, name);
  let header: unknown;
  try {
    header = JSON.parse(textOf(bytes, 0, bytes.length));
  } catch {
    // What follows says it.
  }
  if (!isObject(header) || !Object.values(header).every(isObject))
    throw dataError(name, 'a header that is not a JSON object of objects', 'a safetensors header');
  let keys = Object.keys(header).length;
  for (const each of Object.values(header)) keys += Object.keys(each).length;
  if (keys !== colons) throw dataError(name, 'a header with doubled or nested keys', 'each key once');
  return header as Record<string, object>;
}

/** The keys of a header, each as often as it stands. Throws before much is made of one that is deep or of many values. */
function countKeys(bytes: Uint8Array, name: string): number {
  let [depth, keys, values, inText] = [0, 0, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes[at];
    if (inText) {
      if (code === 0x5c) at++;
      else inText = code !== 0x22;
    } else if (code === 0x22) inText = true;
    else if (code === 0x3a) keys++;
    else if (code === 0x2c) values++;
    else if (code === 0x5d || code === 0x7d) depth--;
    else if ((code === 0x5b || code === 0x7b) && ++depth > limits.rank)
      throw dataError(name, `a header with more than ${limits.rank} open brackets`, 'fewer');
    if (keys + values > limits.safetensorsValues)
      throw dataError(name, `a header of more than ${grouped(limits.safetensorsValues)} values`, 'fewer');
  }
  return keys;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a value is a list of counts, such as a shape. */
export function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
