import assert from 'node:assert/strict';
import { deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { CoreError } from '@surprisal/core';
import { unpack as ofNode } from '../../extension/worker/platform.node.js';
import { unpackMembers } from '../../extension/worker/arrays/gzipMembers.js';
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

    it(`R7 a gzip of several members is unpacked whole in ${name}, and what stands behind it is told`, async () => {
      const packed = (...parts: Uint8Array[]): Buffer => Buffer.concat(parts.map((part) => gzipSync(part)));
      const several = packed(bytes.subarray(0, 9), bytes.subarray(9, 200_000), bytes.subarray(200_000));
      assert.deepEqual(await unpack.whole(several, 'gzip', bytes.length), bytes);
      await assert.rejects(unpack.whole(several, 'gzip', bytes.length - 1), CoreError);
      const behind = Buffer.concat([several, Buffer.from('more')]);
      await assert.rejects(
        unpack.whole(behind, 'gzip', bytes.length),
        name === 'Node' ? /^Error: other bytes behind it/ : Error,
      );
      if (name === 'Node')
        assert.deepEqual(await unpack.whole(Buffer.concat([several, Buffer.alloc(9)]), 'gzip', 300_000), bytes);
    });
  }

  it('F28 members are found by what unpacks one, whatever in them looks like another header', async () => {
    let asked = 0;
    const unpackOne = async (packed: Uint8Array, limit: number): Promise<Uint8Array> => {
      asked++;
      const found: unknown = gunzipSync(packed, { maxOutputLength: Math.max(1, limit), info: true });
      const { buffer, engine } = found as { buffer: Uint8Array; engine: { bytesWritten: number } };
      if (engine.bytesWritten < packed.length) throw new Error('more behind it');
      return buffer;
    };
    // What is only stored has the bytes of a header in it as they are.
    const stored = new Uint8Array(3000).map((_, i) => [0x1f, 0x8b, 8, 0, i][i % 5]);
    const parts = [stored.subarray(0, 1000), bytes, stored.subarray(0, 40)];
    const packed = Buffer.concat(parts.map((part, i) => gzipSync(part, { level: i % 2 ? 9 : 0 })));
    const all = Buffer.concat(parts);
    assert.equal(await unpackMembers(packed, all.length, unpackOne), null);
    const few = Buffer.concat([
      gzipSync(stored.subarray(0, 100), { level: 0 }),
      gzipSync(bytes),
      gzipSync(stored.subarray(0, 40), { level: 0 }),
    ]);
    const whole = Buffer.concat([stored.subarray(0, 100), bytes, stored.subarray(0, 40)]);
    assert.deepEqual(Buffer.from((await unpackMembers(few, whole.length, unpackOne))!), whole);
    assert.equal(await unpackMembers(few, whole.length - 1, unpackOne), null);
    assert.equal(await unpackMembers(gzipSync(bytes), bytes.length, unpackOne), null);
    assert.ok(asked < 300);
  });
});
