import assert from 'node:assert/strict';
import {
  categoricalCrossEntropyGradient,
  crossEntropy,
  evaluate,
  logSumExp,
  meanSquaredErrorGradient,
  measures,
  oneHot,
  softmax,
  surprise,
  unitOf,
  type Tensor,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { matrix } from '../matrix.js';

const half = { shape: [1, 2], data: Float32Array.of(0, 0) } satisfies Tensor;

describe('M1 results come in the form of the input', () => {
  it('nested for nested, typed for typed, tensor for tensor', () => {
    assert.deepEqual(softmax([0, 0]), [0.5, 0.5]);
    assert.deepEqual(softmax([[[0, 0]]]), [[[0.5, 0.5]]]);
    assert.deepEqual(softmax(Float32Array.of(0, 0)), Float64Array.of(0.5, 0.5));
    assert.deepEqual(softmax(half), { shape: [1, 2], data: Float64Array.of(0.5, 0.5) });
    assert.equal(surprise(1), 0);
  });

  it('one value a row for log-sum-exp, one axis more for one-hot', () => {
    assert.equal(logSumExp(Float64Array.of(0)), 0);
    assert.deepEqual(logSumExp({ shape: [2, 1], data: Float64Array.of(3, 4) }), {
      shape: [2],
      data: Float64Array.of(3, 4),
    });
    assert.deepEqual(oneHot(Uint8Array.of(1), 2), { shape: [1, 2], data: Float64Array.of(0, 1) });
    assert.deepEqual(oneHot({ shape: [], data: Uint8Array.of(0) }, 2), { shape: [2], data: Float64Array.of(1, 0) });
    assert.deepEqual(oneHot(1, 2), [0, 1]);
  });

  it('gradients by argument, none for class indices', () => {
    const { target, prediction } = categoricalCrossEntropyGradient(Int8Array.of(1), half, { fromLogits: true });
    assert.equal(target, null);
    assert.deepEqual(prediction, { shape: [1, 2], data: Float64Array.of(0.5, -0.5) });
    const single = meanSquaredErrorGradient(1, 3);
    assert.deepEqual([single.target, single.prediction], [-4, 4]);
  });

  it('reduction none gives a typed array, every other a number', () => {
    const rows = crossEntropy([[1, 0]], [[1, 0]], { reduction: 'none', epsilonMode: 'none' }); // prettier-ignore
    assert.deepEqual(rows, Float64Array.of(0));
  });

  it('M2 reduction none is flat, in the order of the batch, for every measure and class axis', () => {
    const random = new Seeded(7);
    const shape = [2, 3, 4];
    for (const { id, item, options } of measures.filter(({ options }) => options.some(({ name }) => name === 'axis')))
      for (const axis of [0, 1, 2]) {
        const [target, prediction] = [0, 1].map(() => ({ shape, data: Float64Array.from({ length: 24 }, () => random.next()) })); // prettier-ignore
        const given = { ...(options.some(({ name }) => name === 'normalize') && { normalize: true }), axis };
        const { value, perItem } = evaluate(id, target, prediction, { ...given, reduction: 'none' });
        assert.equal(value, null);
        // Each row by itself, the last place of the batch moving first.
        const rowOf = ({ data }: typeof target, row: number): number[] => {
          const inside = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
          const first = Math.floor(row / inside) * inside * shape[axis] + (row % inside);
          return Array.from({ length: shape[axis] }, (_, k) => data[first + k * inside]);
        };
        const expected =
          item === 'element'
            ? Array.from(target.data, (x, i) => evaluate(id, [x], [prediction.data[i]]).value)
            : Array.from({ length: 24 / shape[axis] }, (_, row) => evaluate(id, rowOf(target, row), rowOf(prediction, row), { ...given, axis: 0 }).value); // prettier-ignore
        assert.deepEqual(perItem, expected, `${id} along ${axis}`);
      }
  });

  it('units follow the base', () => {
    assert.deepEqual([unitOf(), unitOf(2), unitOf(10), unitOf(3)], ['nats', 'bits', 'hartleys', 'units of ln 3 nats']);
    assert.equal(evaluate('jsDistance', [1, 0], [0, 1], { base: 2 }).unit, 'square root of bits');
    assert.equal(evaluate('wasserstein1', [1, 0], [0, 1], { positions: Float64Array.of(0, 5) }).value, 5);
    const { convention } = evaluate('wasserstein1', [[1], [0]], [[0], [1]], { positions: [0, 5], axis: 0 }); // prettier-ignore
    assert.equal(convention, 'target, prediction; classes at [0, 5]; mean over rows; classes along axis 0');
    const moved = evaluate('earthMover', [1, 0], [0, 1], { cost: matrix([0, 2], [2, 0]) });
    assert.deepEqual([moved.value, moved.convention], [2, 'target, prediction; the given cost; mean over rows']);
  });
});
