import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { Inflate } from '@surprisal/core';

/** Node's own zlib, which stops where more than `limit` bytes would come out. */
export const inflate: Inflate = (bytes, format, limit) =>
  (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });
