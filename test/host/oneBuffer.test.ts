import assert from 'node:assert/strict';
import { onOneBuffer } from '../../extension/host/pages/oneBuffer.js';

const buffersOf = (epochs: { confusion: Uint32Array }[]): number =>
  new Set(epochs.map(({ confusion }) => confusion.buffer)).size;

describe('messages with many arrays', () => {
  it('come on one buffer with the same numbers, as the editor loses those beyond 255', () => {
    const message = {
      name: 'state',
      empty: null,
      logits: Float32Array.of(0.5, NaN, -1),
      epochs: Array.from({ length: 1000 }, (_, i) => ({ epoch: i, confusion: Uint32Array.of(i, 2 * i, 7) })),
    };
    const sent = onOneBuffer(message);
    assert.deepEqual(sent, message);
    assert.equal(buffersOf(sent.epochs), 1);
    assert.equal(buffersOf(message.epochs), 1000);
  });

  it('stay as they are where they are few', () => {
    const message = { epochs: [{ confusion: Uint32Array.of(1) }] };
    assert.equal(onOneBuffer(message), message);
  });
});
