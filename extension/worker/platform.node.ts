import { createHash } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { Inflate } from '@surprisal/core';

export { hireCrew } from './crew.js';

/** Node's own zlib, which stops where more than `limit` bytes would come out. */
export const inflate: Inflate = (bytes, format, limit) =>
  (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });

/** Calls back once the messages that came in were heard. */
export const soon = (callback: () => void): void => void setImmediate(callback);

export const sha256 = (bytes: Uint8Array): Promise<string> =>
  Promise.resolve(createHash('sha256').update(bytes).digest('hex'));
