import type { Unpack } from '@surprisal/core';

type Packed = Parameters<Unpack['beginning']>;
/** Bytes of a file are in no shared memory. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

type Reader = { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };

const streamFor = (format: Packed[1]): DecompressionStream =>
  new DecompressionStream(format === 'gzip' ? 'gzip' : 'deflate-raw');

/** Unpacks as a browser does. */
export const unpack: Unpack = {
  async whole(bytes, format, limit) {
    const reader = new Blob([plain(bytes)]).stream().pipeThrough(streamFor(format)).getReader() as Reader;
    const out = new Uint8Array(limit);
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !value) return out.subarray(0, size);
      if (size + value.length > limit) throw new Error(`more than ${limit} bytes come out`);
      out.set(value, size);
      size += value.length;
    }
  },

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
