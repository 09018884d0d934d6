import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { CoreError, openArray, type OpenArray, type RangeFile, readArrays, type Unpack } from '@surprisal/core';

/** Unpacks with Node, of a beginning as far as it goes. */
export const unpack: Unpack = {
  whole: async (bytes, format, limit) => {
    try {
      return (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
      throw new CoreError('limit', `more than ${limit} bytes`, `at most ${limit}`);
    }
  },
  beginning: async (bytes, format) =>
    (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 2 ** 22,
    }),
};

/** A file in memory that tells how it was read. */
export function rangeFile(
  bytes: Uint8Array,
  name = 'some.npy',
): RangeFile & { reads: { from: number; length: number }[] } {
  const reads: { from: number; length: number }[] = [];
  return {
    name,
    size: bytes.length,
    reads,
    read: async (from, length) => {
      reads.push({ from, length });
      return bytes.slice(from, from + length);
    },
  };
}

/** The first array of a file in memory. */
export async function openFirst(bytes: Uint8Array): Promise<OpenArray> {
  const file = rangeFile(bytes);
  const { arrays } = await readArrays(file, unpack);
  return openArray(file, arrays[0], unpack);
}
