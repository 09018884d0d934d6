import { createHash } from 'node:crypto';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import type { Inflate, Unpack } from '@surprisal/core';

export { type Crew, hireCrew } from './crew.js';
export { openRanges } from './arrays/openRanges.js';
export { runParallel } from './runParallel.js';

/** The most that one deflated byte can stand for. */
const GREATEST_RATIO = 1032;

/**
 * Node's own zlib, which stops where more than `limit` bytes would come out. It is given room for all of them at once,
 * since pieces would have to be put together in as much memory again. A Buffer has a constructor of its own, so what
 * comes out is a plain array of bytes, as in a browser.
 */
export const inflate: Inflate = (bytes, format, limit) => {
  const { buffer, byteOffset, byteLength } = (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, {
    maxOutputLength: limit,
    chunkSize: Math.min(limit, bytes.length * GREATEST_RATIO) + 64,
  });
  return new Uint8Array(buffer, byteOffset, byteLength);
};

/** The most that comes out of a beginning. */
const MOST_OF_BEGINNING = 2 ** 22;

export const unpack: Unpack = {
  whole: async (bytes, format, limit) => inflate(bytes, format, limit),
  beginning: async (bytes, format) => {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_OF_BEGINNING };
    return new Uint8Array((format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, options));
  },
};

/** Calls back once the messages that came in were heard. */
export const soon = (callback: () => void): void => void setImmediate(callback);

export const sha256 = (bytes: Uint8Array): Promise<string> =>
  Promise.resolve(createHash('sha256').update(bytes).digest('hex'));
