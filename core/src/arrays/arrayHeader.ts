import { counted, tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { dataError } from '../data/bytes.js';
import type { DtypeName } from './dtypes.js';

/** Reads so many bytes of a file from a place on. What gives fewer bytes is an error for who asked. */
export type ReadBytes = (from: number, length: number) => Promise<Uint8Array>;

/** A file that is read by ranges: its name for errors, and its size. */
export interface RangeFile {
  readonly name: string;
  readonly size: number;
  readonly read: ReadBytes;
}

/** How bytes are unpacked, where a file or an array in it is packed. */
export interface Unpack {
  /**
   * All that they stand for, of all members of a gzip. Throws where they are damaged or have other bytes behind them, and
   * `limit` where more than so many bytes come out.
   */
  whole(bytes: Uint8Array, format: 'gzip' | 'raw', limit: number): Promise<Uint8Array>;
  /** What the beginning of packed bytes stands for, as far as it goes. */
  beginning(bytes: Uint8Array, format: 'gzip' | 'raw'): Promise<Uint8Array>;
}

/** Where the bytes lie that stand for a packed array or file, and what they have to become. */
export interface Packed {
  /** `stored` is not packed at all, but so short that it is read whole and checked. */
  readonly format: 'gzip' | 'raw' | 'stored';
  readonly from: number;
  readonly to: number;
  /** Bytes that come out of them. */
  readonly size: number;
  /** The CRC-32 of those; null where the format checks itself. */
  readonly crc: number | null;
}

/** What is known of an array before any of its elements is read. */
export interface ArrayHeader {
  /** Its name in the file; empty in a file of one array. */
  readonly name: string;
  readonly dtype: DtypeName;
  readonly shape: readonly number[];
  /** Whether the last axis runs fastest (`C`), or the first (`F`, Fortran). */
  readonly order: 'C' | 'F';
  /** Null where an element is one byte. */
  readonly byteOrder: 'little' | 'big' | null;
  /** Where its elements begin, in the file, or in what is unpacked. */
  readonly start: number;
  /** Bytes of all its elements. */
  readonly bytes: number;
  /** Null where it lies in the file as it is, so that parts of it can be read. */
  readonly packed: Packed | null;
  /**
   * Where the file has a CRC-32 of bytes that lie as they are: of those from `from` on, among which the elements begin at
   * `start`. It is held to it when all of them are read in their order.
   */
  readonly check?: Readonly<Record<'from' | 'start' | 'to' | 'crc', number>>;
  /** Of the first numbers of an array that is refused: why, and the shape that it states. */
  readonly cut?: { readonly found: string; readonly expected: string; readonly shape: readonly number[] };
}

/** An array in a file that cannot be shown, and why: what was found and what was expected. */
export interface RefusedArray {
  readonly name: string;
  readonly found: string;
  readonly expected: string;
  /** What of it is sound and can be shown on request: its first numbers. */
  readonly part?: ArrayHeader;
}

export type ArrayFormat = 'npy' | 'npz' | 'safetensors' | 'idx';

/** The arrays of a file; those that are refused stand beside those that can be shown. */
export interface FoundArrays {
  readonly format: ArrayFormat;
  /** Whether the whole file is gzipped. */
  readonly gzip: boolean;
  readonly size: number;
  readonly arrays: readonly ArrayHeader[];
  readonly refused: readonly RefusedArray[];
  /** What is wrong with the file as a whole, though its arrays can be shown. */
  readonly fault?: Pick<RefusedArray, 'found' | 'expected'>;
  /** Free text by its name, which a safetensors file may hold. */
  readonly notes: readonly (readonly [name: string, text: string])[];
}

/** An array whose elements can be read: from its file, or from what was unpacked of it. */
export interface OpenArray {
  readonly header: ArrayHeader;
  readonly file: RangeFile;
}

/**
 * The same numbers as an array of another shape, as NumPy's `reshape` gives it.
 * Throws `shape` where the counts differ, and where the order of a Fortran array would have to change.
 */
export function reshaped(header: ArrayHeader, shape: readonly number[]): ArrayHeader {
  const count = (of: readonly number[]): number => of.reduce((product, n) => product * n, 1);
  const isPlain = header.order === 'C' || header.shape.filter((n) => n !== 1).length < 2;
  if (!isPlain || shape.length > limits.rank || count(shape) !== count(header.shape))
    throw new CoreError(
      'shape',
      `${tuple(shape)} for an array of ${tuple(header.shape)}`,
      isPlain ? `a shape of ${counted(count(header.shape), 'number')}` : 'an array in C order',
      { argument: 'shape' },
    );
  return { ...header, shape: [...shape], order: 'C' };
}

/**
 * What long work calls after each part, with how far it is, from 0 to 1. It gives way to what else waits, and throws where
 * the work was cancelled.
 */
export type Pace = (share: number) => Promise<void>;

/** Bytes of a file, all of them that were asked for. Throws `data` where the file gives fewer. */
export async function readExactly({ name, read }: RangeFile, from: number, length: number): Promise<Uint8Array> {
  const bytes = length === 0 ? new Uint8Array(0) : await read(from, length);
  if (bytes.length !== length)
    throw dataError(name, `${counted(bytes.length, 'byte')} from byte ${from} on`, `${length}, as the file had before`);
  return bytes;
}
