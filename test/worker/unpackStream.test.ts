import assert from 'node:assert/strict';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { unpack as ofNode } from '../../extension/worker/platform.node.js';
import { unpack as ofBrowser } from '../../extension/worker/arrays/unpackStream.js';

describe('packed bytes', () => {
  const bytes = new Uint8Array(300_000).map((_, i) => (i * i) % 251);
  for (const [name, unpack] of Object.entries({ Node: ofNode, browser: ofBrowser })) {
    it(`F28 S11 are unpacked in ${name}, whole within their limit, or their beginning`, async () => {
      for (const [format, packed] of [
        ['gzip', gzipSync(bytes)],
        ['raw', deflateRawSync(bytes)],
      ] as const) {
        const all = new Uint8Array(packed);
        assert.deepEqual(await unpack.whole(all, format, bytes.length), bytes);
        await assert.rejects(unpack.whole(all, format, bytes.length - 1));
        const first = await unpack.beginning(all.subarray(0, 2048), format);
        assert.ok(first.length > 200);
        assert.deepEqual(first.slice(0, 200), bytes.slice(0, 200));
        await assert.rejects(unpack.whole(all.subarray(0, all.length >> 1), format, bytes.length));
        await assert.rejects(unpack.beginning(new Uint8Array(2000).fill(7), format));
      }
    });
  }
});
