import assert from 'node:assert/strict';
import { readSafetensors, type StoredTensor, writeSafetensors } from '@surprisal/core';
import { withoutOptimiserState } from '../../extension/runs/derive/withoutOptimiserState.js';

describe('the weights of a checkpoint, as a page is sent them', () => {
  it('are without the optimiser’s states, and else as they were, with what their features are scaled by', () => {
    const block = (value: number) => ({ shape: [50, 20], data: new Float32Array(1000).fill(value) });
    const tensors = new Map<string, StoredTensor>([
      ['weights.0', block(1)],
      ['weights.0.bias', { shape: [2], data: Float32Array.of(5, 6) }],
      ['scaling.mean', { shape: [2], data: Float64Array.of(7, 8) }],
      ['mean.0', block(2)],
      ['variance.0', block(3)],
      ['order', { shape: [1], data: Uint32Array.of(0) }],
    ]);
    const metadata = new Map([
      ['format', 'surprisal checkpoint'],
      ['version', '1'],
    ]);
    const whole = { name: 'epoch-0001.safetensors', bytes: writeSafetensors({ tensors, metadata }) };
    const { name, bytes } = withoutOptimiserState(whole);
    assert.equal(name, whole.name);
    assert(bytes.length < whole.bytes.length / 2, `${bytes.length} of ${whole.bytes.length} bytes`);
    const read = readSafetensors({ name, bytes });
    assert.deepEqual([...read.metadata], [...metadata]);
    assert.deepEqual([...read.tensors], [...tensors].slice(0, 3));
  });
});
