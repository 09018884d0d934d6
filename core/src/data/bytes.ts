import { counted, grouped } from '../numeric/describe.js';
import { CoreError, messageOf } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';

/** A file as it was read: its name, for errors, and its bytes. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
  /** Where it was made of many files, one an item: their paths. */
  paths?: readonly string[];
}

/** Unpacks deflated bytes, `gzip` with its header or `raw`; throws where more than `limit` bytes would come out. */
export type Inflate = (bytes: Uint8Array, format: 'gzip' | 'raw', limit: number) => Uint8Array;

/** Wrong data, by file: `labels.idx1: 9,999 labels; expected 10,000, one an image`. */
export function dataError(file: string, found: string, expected: string): CoreError {
  return new CoreError('data', found, expected, { file });
}

/** The bytes themselves, or what the gzip in them declares, if that is within the limit. */
export function gunzip({ name, bytes }: NamedBytes, inflate: Inflate): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  if (bytes.length < 18) throw dataError(name, counted(bytes.length, 'byte'), 'a gzip file of 18 bytes or more');
  const declared = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (declared > limits.idxFile)
    throw dataError(
      name,
      `a gzip that declares ${counted(declared, 'byte')}`,
      `a whole one of at most ${grouped(limits.idxFile)}`,
    );
  let raw: Uint8Array;
  try {
    raw = inflate(bytes, 'gzip', Math.max(declared, 1));
  } catch (error) {
    throw dataError(name, `a damaged gzip (${messageOf(error)})`, 'gzip data');
  }
  if (raw.length !== declared)
    throw dataError(name, `${counted(raw.length, 'byte')} unpacked`, `the ${grouped(declared)} that its end declares`);
  return raw;
}
