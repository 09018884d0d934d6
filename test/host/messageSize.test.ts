import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import { isWithin, messageSize } from '../../extension/host/pages/messageSize.js';

describe('the weight of a message', () => {
  const most = limits.pageMessageIn;

  it('one below and at the limit is taken, one above is not (S18)', () => {
    // The object, its key and that it has a value weigh seventeen.
    const message = (length: number) => ({ a: 'x'.repeat(length - 17) });
    assert.deepEqual(
      [most - 1, most, most + 1].map((length) => isWithin(message(length), most)),
      [true, true, false],
    );
    assert.equal(isWithin(new Array(most / 8 - 1).fill(0), most), true);
    assert.equal(isWithin(new Array(most / 8).fill(0), most), false);
  });

  it('keys count, depth and circles end, and bytes are left to their own check (S18)', () => {
    assert.equal(isWithin({ ['k'.repeat(most)]: 1 }, most), false);
    let deep: unknown = 0;
    for (let i = 0; i < most; i++) deep = [deep];
    assert.equal(isWithin(deep, most), false);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    assert.equal(isWithin(circle, most), false);
    assert.equal(isWithin({ content: new Uint8Array(4 * most) }, most), true);
    assert.equal(isWithin({ kind: 'request', id: 1, method: 'hydrate', params: null }, most), true);
  });

  it('of a message to a page counts the memory of its arrays too: each piece once, and whole, as it is sent (S18)', () => {
    const empty = messageSize({ pixels: new Uint8Array(0), loss: new Float32Array(0) });
    assert.equal(messageSize({ pixels: new Uint8Array(1000), loss: new Float32Array(500) }), empty + 3000);
    const whole = new Float64Array(1000);
    const rows = Array.from({ length: 1000 }, (_, i) => whole.subarray(i, i + 1));
    assert.equal(messageSize({ rows }), messageSize({ rows: new Array(1000).fill(0) }) + 8000);
    assert.equal(messageSize([new ArrayBuffer(70), new DataView(new ArrayBuffer(30))]), messageSize([0, 0]) + 100);
    assert.equal(messageSize('logits'), 14);
  });
});
