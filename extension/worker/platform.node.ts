import { createHash } from 'node:crypto';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import type { Inflate, Unpack } from '@surprisal/core';
import { aboveLimit, roomFor } from './arrays/inflatedSize.js';

export { type Crew, hireCrew } from './crew.js';
export { openRanges } from './arrays/openRanges.js';
export { runParallel } from './runParallel.js';

/** What comes out, and how many of the bytes it came from. */
interface Inflated {
  buffer: Uint8Array;
  engine: { bytesWritten: number };
}

/**
 * Node's own zlib, which stops where more than `limit` bytes would come out. It is given room for all of them at once,
 * since pieces would have to be put together in as much memory again. A Buffer has a constructor of its own, so what
 * comes out is a plain array of bytes, as in a browser.
 */
function inflated(bytes: Uint8Array, format: 'gzip' | 'raw', limit: number): { all: Uint8Array; used: number } {
  const options = {
    maxOutputLength: limit,
    chunkSize: roomFor(bytes, limit) + 64,
    info: true,
  };
  const found: unknown = (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, options);
  const { buffer, engine } = found as Inflated;
  return { all: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength), used: engine.bytesWritten };
}

export const inflate: Inflate = (bytes, format, limit) => inflated(bytes, format, limit).all;

const BEHIND = 'other bytes behind it';
/** What zlib says of bytes behind a member that begin no other. */
const OF_HEADER = /^(incorrect header check|unknown compression method)$/;

/** The most that comes out of a beginning. */
const MOST_OF_BEGINNING = 2 ** 22;

export const unpack: Unpack = {
  whole: async (bytes, format, limit) => {
    try {
      const { all, used } = inflated(bytes, format, limit);
      // Zeros behind a gzip are padding.
      if (format === 'gzip' && bytes.subarray(used).some((byte) => byte !== 0)) throw new Error(BEHIND);
      return all;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ERR_BUFFER_TOO_LARGE') throw aboveLimit(limit);
      // The first member has a header, or its beginning could not have been read.
      throw OF_HEADER.test(message) ? new Error(BEHIND, { cause: error }) : error;
    }
  },
  beginning: async (bytes, format) => {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_OF_BEGINNING };
    return new Uint8Array((format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, options));
  },
};

/** Calls back once the messages that came in were heard. */
export const soon = (callback: () => void): void => void setImmediate(callback);

export const sha256 = (bytes: Uint8Array): Promise<string> =>
  Promise.resolve(createHash('sha256').update(bytes).digest('hex'));
