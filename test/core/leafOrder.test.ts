import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confusionFromCounts, leafOrder, normalizeConfusion } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { readReference } from './worst.js';
import { matrix } from '../matrix.js';

/** The best order, and the sum between neighbours in SciPy's. */
type Case = [order: number[], bound: number];

interface Reference {
  baseSeed: number;
  digits: Case;
  cases: Case[];
}

const counts = (random: Seeded): number[][] => {
  const n = 2 + random.below(10);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => 1 + random.below(i === j ? 20_000 : 2000)),
  );
};
const square = fc
  .integer({ min: 1, max: 12 })
  .chain((n) => fc.array(fc.array(fc.nat(9), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }));

describe('order of classes by similarity (K8)', () => {
  it('is the best of all turns of SciPy’s average linkage, and never behind its optimal_leaf_ordering', () => {
    const reference = readReference<Reference>('leafOrder.json');
    const { digits } = readReference<{ digits: { counts: number[][] } }>('metrics.json');
    const check = (counts: number[][], [expected, bound]: Case, place: string) => {
      const cm = confusionFromCounts(counts);
      const order = leafOrder(cm);
      assert.deepEqual(order, expected, place);
      const rates = normalizeConfusion(cm) as number[][];
      const apart = order.slice(1).map((b, k) => 1 - (rates[order[k]][b] + rates[b][order[k]]) / 2);
      const sum = apart.reduce((total, each) => total + each, 0);
      assert.ok(sum <= bound + 1e-12, `${place}: ${sum} above ${bound}`);
    };
    check(digits.counts, reference.digits, 'digits');
    assert.ok(reference.cases.length >= 300);
    reference.cases.forEach((each, i) => check(counts(new Seeded(reference.baseSeed + i)), each, `case ${i}`));
  });

  it('is a permutation whatever the counts, from the lower end', () => {
    fc.assert(
      fc.property(square, (matrix) => {
        const order = leafOrder(confusionFromCounts(matrix));
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          matrix.map((_, i) => i),
        );
        assert.ok(order[0] <= order.at(-1)!);
      }),
    );
  });

  it('puts the two halves of a matrix of two blocks side by side, however they are mixed', () => {
    const block = [0, 1, 0, 1, 0, 1];
    const matrix = block.map((a, i) => block.map((b, j) => (a === b ? 10 + ((i * 7 + j * 3) % 5) : 0)));
    const order = leafOrder(confusionFromCounts(matrix)).map((i) => block[i]);
    assert.deepEqual(order, [0, 0, 0, 1, 1, 1]);
  });

  it('orders one class, classes without items, and hundreds in time', () => {
    assert.deepEqual(leafOrder(confusionFromCounts([[0]])), [0]);
    assert.deepEqual(leafOrder(confusionFromCounts(matrix([0, 0], [0, 0]))), [0, 1]);
    const random = new Seeded(1);
    const many = Array.from({ length: 256 }, () => Array.from({ length: 256 }, () => random.below(100)));
    assert.equal(new Set(leafOrder(confusionFromCounts(many))).size, 256);
    const zeros = Array.from({ length: 1025 }, () => Array.from({ length: 1025 }, () => 0));
    assert.throws(() => leafOrder(confusionFromCounts(zeros)), { code: 'limit' });
  });
});
