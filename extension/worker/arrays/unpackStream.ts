import type { Unpack } from '@surprisal/core';
import { unpackMembers } from './gzipMembers.js';
import { aboveLimit, roomFor } from './inflatedSize.js';

type Packed = Parameters<Unpack['beginning']>;
/** Bytes of a file are in no shared memory. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

type Reader = { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };

const streamFor = (format: Packed[1]): DecompressionStream =>
  new DecompressionStream(format === 'gzip' ? 'gzip' : 'deflate-raw');

async function one(bytes: Uint8Array, format: Packed[1], limit: number): Promise<Uint8Array> {
  const reader = new Blob([plain(bytes)]).stream().pipeThrough(streamFor(format)).getReader() as Reader;
  const out = new Uint8Array(roomFor(bytes, limit));
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return out.subarray(0, size);
    if (size + value.length > out.length) throw aboveLimit(limit);
    out.set(value, size);
    size += value.length;
  }
}

/** Unpacks as a browser does, which takes but one member of a gzip at a time. */
export const unpack: Unpack = {
  whole: (bytes, format, limit) =>
    one(bytes, format, limit).catch(async (error: unknown) => {
      const all = format === 'gzip' ? await unpackMembers(bytes, limit, (each, most) => one(each, format, most)) : null;
      if (!all) throw error;
      return all;
    }),

  /** It is ended as if this were all, since bytes that stand for nothing would else be waited for; what came out before is given first. */
  async beginning(bytes, format) {
    const { readable, writable } = streamFor(format);
    const reader = readable.getReader() as Reader;
    const writer = writable.getWriter();
    // A fault of the bytes is told by what is read.
    writer
      .write(plain(bytes))
      .then(() => writer.close())
      .catch(() => undefined);
    const { value } = await reader.read();
    reader.cancel().catch(() => undefined);
    return value ?? new Uint8Array(0);
  },
};
