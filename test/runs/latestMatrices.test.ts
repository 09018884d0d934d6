import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import { latestMatrices } from '../../extension/runs/model/latestMatrices.js';

const epoch = (number: number, classes: number) => ({
  epoch: number,
  testLoss: 1,
  confusion: new Uint32Array(classes ** 2).fill(number),
});

describe('matrices of a long run with many classes (R9)', () => {
  it('of 500 epochs of 100 classes the latest fit in a message, and every epoch keeps its numbers', () => {
    const epochs = Array.from({ length: 500 }, (_, i) => epoch(i + 1, 100));
    const kept = latestMatrices(epochs);
    const bytes = kept.reduce((sum, { confusion }) => sum + confusion.byteLength, 0);
    assert.ok(bytes <= limits.pageMessageOut / 2 && bytes > limits.pageMessageOut / 2 - 40_000);
    assert.deepEqual(
      kept.map(({ epoch, testLoss }) => [epoch, testLoss]),
      epochs.map(({ epoch, testLoss }) => [epoch, testLoss]),
    );
    assert.equal(kept.at(-1), epochs.at(-1));
    assert.equal(kept[0].confusion.length, 0);
    assert.equal(epochs[0].confusion.length, 10_000, 'the run itself keeps them');
  });

  it('a short run keeps all', () => {
    const epochs = [epoch(1, 10), epoch(2, 10)];
    assert.deepEqual(latestMatrices(epochs), epochs);
  });
});
