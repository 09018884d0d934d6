import type { Inflate } from '@surprisal/core';
import { unpack } from './arrays/unpackStream.js';

type Packed = Record<'bytes', Uint8Array> & { format: 'gzip' | 'raw'; limit: number };

const keyOf = ({ byteOffset, byteLength }: Uint8Array, format: string): string =>
  `${format} ${byteOffset} ${byteLength}`;

/** What was unpacked, by its buffer and its place there: the bytes, or why there are none. */
let unpacked = new WeakMap<ArrayBufferLike, Map<string, Uint8Array | Error>>();
const wanted: Packed[] = [];

/** A browser unpacks only while others wait, so this gives what was unpacked ahead, and notes what was not. */
export const inflate: Inflate = (bytes, format, limit) => {
  const result = unpacked.get(bytes.buffer)?.get(keyOf(bytes, format));
  if (result instanceof Uint8Array) return result;
  if (!result) wanted.push({ bytes, format, limit });
  throw result ?? new Error('not unpacked yet');
};

/** Does work that inflates: once more from its beginning each time that something it asked for has been unpacked. */
export async function inflateAhead<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    for (;;) {
      wanted.length = 0;
      try {
        return work();
      } catch (error) {
        const [first] = wanted;
        if (!first) throw error;
        const { buffer } = first.bytes;
        const known = unpacked.get(buffer) ?? new Map<string, Uint8Array | Error>();
        const { bytes, format, limit } = first;
        const outcome = await unpack.whole(bytes, format, limit).catch((reason: Error) => reason);
        unpacked.set(buffer, known.set(keyOf(first.bytes, first.format), outcome));
      }
    }
  } finally {
    unpacked = new WeakMap();
  }
}
