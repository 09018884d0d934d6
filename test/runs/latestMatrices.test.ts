import assert from 'node:assert/strict';
import { latestMatrices } from '../../extension/runs/model/latestMatrices.js';

const epoch = (number: number, classes: number) => ({
  epoch: number,
  testLoss: 1,
  confusion: new Uint32Array(classes ** 2).fill(number),
});

describe('matrices of a long run with many classes (R9)', () => {
  it('of 500 epochs of 100 classes a page is sent the latest six, and every epoch keeps its numbers', () => {
    const epochs = Array.from({ length: 500 }, (_, i) => epoch(i + 1, 100));
    const kept = latestMatrices(epochs);
    assert.equal(kept.filter(({ confusion }) => confusion.length > 0).length, 6);
    assert.deepEqual(
      kept.map(({ epoch, testLoss }) => [epoch, testLoss]),
      epochs.map(({ epoch, testLoss }) => [epoch, testLoss]),
    );
    assert.equal(kept.at(-1), epochs.at(-1));
    assert.equal(kept[0].confusion.length, 0);
    assert.equal(epochs[0].confusion.length, 10_000, 'the run itself keeps them');
  });

  it('the latest is sent however large it is', () => {
    const kept = latestMatrices([epoch(1, 1000), epoch(2, 1000)]);
    assert.deepEqual(
      kept.map(({ confusion }) => confusion.length),
      [0, 1e6],
    );
  });

  it('a short run keeps all', () => {
    const epochs = [epoch(1, 10), epoch(2, 10)];
    assert.deepEqual(latestMatrices(epochs), epochs);
  });
});
