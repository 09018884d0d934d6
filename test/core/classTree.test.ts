import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classBlocks, classTree, classTreeSteps, confusionFromCounts, leafOrder } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { readReference } from './worst.js';

interface Reference {
  baseSeed: number;
  trees: { heights: number[]; blocks: number[][] }[];
}

/** Counts of 30 to 60 classes, no two pairs of which are as far apart. */
const counts = (random: Seeded): number[][] => {
  const n = 30 + random.below(31);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => 1 + random.below(i === j ? 20_000 : 2000)),
  );
};
/** Few mistakes, as a good model has them: most pairs are as far apart. */
const sparse = (size: number, seed: number): number[][] => {
  const random = new Seeded(seed);
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? 100 : random.next() < 0.02 ? random.below(8) : 0)),
  );
};
const square = fc
  .integer({ min: 1, max: 14 })
  .chain((n) => fc.array(fc.array(fc.nat(4), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }));

describe('tree of classes by confusion (R9)', () => {
  it('has the heights of SciPy’s average linkage, and its flat clusters for every number of blocks', () => {
    const { baseSeed, trees } = readReference<Reference>('classTree.json');
    assert.ok(trees.length >= 40);
    trees.forEach(({ heights, blocks }, i) => {
      const tree = classTree(confusionFromCounts(counts(new Seeded(baseSeed + i))));
      const apart = Math.max(...heights.map((height, k) => Math.abs(height - tree.heights[heights.length - 1 - k])));
      assert.ok(apart <= 1e-12, `case ${i}: ${apart}`);
      blocks.forEach((cluster, k) => {
        const starts = classBlocks(tree, k + 2);
        const ours = tree.order.map((_, place) => starts.filter((start) => start <= place).length);
        const pairs = new Set(tree.order.map((index, place) => `${ours[place]} ${cluster[index]}`));
        assert.equal(pairs.size, starts.length, `case ${i}, ${k + 2} blocks`);
      });
    });
  });

  it('cuts into as many blocks as are asked for, the finer ones within the coarser', () => {
    fc.assert(
      fc.property(square, (matrix) => {
        const cm = confusionFromCounts(matrix);
        const tree = classTree(cm);
        assert.deepEqual(tree.order, leafOrder(cm));
        assert.deepEqual(
          [...tree.splits].sort((a, b) => a - b),
          matrix.slice(1).map((_, i) => i + 1),
        );
        for (let blocks = 1; blocks <= matrix.length + 2; blocks++) {
          const [starts, finer] = [classBlocks(tree, blocks), classBlocks(tree, blocks + 1)];
          assert.equal(starts.length, Math.min(blocks, matrix.length));
          assert.ok(starts.every((start) => finer.includes(start)));
        }
      }),
    );
    assert.throws(() => classBlocks({ splits: [] }, 0), { code: 'range' });
    assert.throws(() => classBlocks({ splits: [] }, 1.5), { code: 'range' });
  });

  it('finds the groups that were made, and makes groups of one size of classes that are never mistaken', () => {
    const group = (i: number): number => i % 10;
    const matrix = Array.from({ length: 100 }, (_, i) =>
      Array.from({ length: 100 }, (_, j) => (i === j ? 80 : group(i) === group(j) ? 2 : 0)),
    );
    const tree = classTree(confusionFromCounts(matrix));
    assert.deepEqual(
      classBlocks(tree, 10),
      Array.from({ length: 10 }, (_, b) => b * 10),
    );
    const right = classTree(confusionFromCounts(matrix.map((row, i) => row.map((_, j) => (i === j ? 9 : 0)))));
    const starts = [...classBlocks(right, 8), 100];
    const sizes = starts.slice(1).map((end, b) => end - starts[b]);
    assert.ok(Math.max(...sizes) <= 16 && Math.min(...sizes) >= 4, sizes.join(' '));
  });

  it('is the best of all turns of a tree of which most pairs are never confused, by every pair of ends', () => {
    for (let seed = 0; seed < 60; seed++) {
      const size = 2 + (seed % 30);
      const matrix = sparse(size, seed).map((row) =>
        row.map((count) => (seed % 3 === 0 && count < 9 ? count % 2 : count)),
      );
      const rates = matrix.map((row) => row.map((count) => count / row.reduce((sum, each) => sum + each, 0)));
      const apart = (a: number, b: number): number => 1 - (rates[a][b] + rates[b][a]) / 2;
      const { order, splits } = classTree(confusionFromCounts(matrix));
      /** The least sums of a branch, by its two ends. */
      const least = (from: number, to: number): Map<string, number> => {
        if (to - from === 1) return new Map([[`${order[from]} ${order[from]}`, 0]]);
        const middle = splits.find((split) => split > from && split < to)!;
        const [left, right] = [least(from, middle), least(middle, to)];
        const found = new Map<string, number>();
        for (const [ends, sum] of left)
          for (const [others, more] of right) {
            const [[a, m], [k, b]] = [ends, others].map((each) => each.split(' ').map(Number));
            const whole = sum + apart(m, k) + more;
            for (const key of [`${a} ${b}`, `${b} ${a}`])
              if (whole < (found.get(key) ?? Infinity)) found.set(key, whole);
          }
        return found;
      };
      const sum = order.slice(1).reduce((total, b, i) => total + apart(order[i], b), 0);
      const best = Math.min(...least(0, size).values());
      assert.ok(Math.abs(sum - best) < 1e-9, `seed ${seed}: ${sum}, ${best}`);
    }
  });

  it('gives way in pieces, of a thousand classes in hundreds of them', () => {
    const cm = confusionFromCounts(sparse(1000, 1));
    let pieces = 0;
    for (const work = classTreeSteps(cm); !work.next().done;) pieces++;
    assert.ok(pieces > 300, `${pieces} pieces`);
    const small = confusionFromCounts(sparse(20, 1));
    const work = classTreeSteps(small);
    let last = work.next();
    while (!last.done) last = work.next();
    assert.deepEqual(last.value, classTree(small));
  });

  it('orders 100 and 600 classes, 1,024 at most', () => {
    for (const size of [100, 600]) {
      const { order } = classTree(confusionFromCounts(sparse(size, size)));
      assert.equal(new Set(order).size, size);
    }
    const zeros = Array.from({ length: 1025 }, () => Array.from({ length: 1025 }, () => 0));
    assert.throws(() => classTree(confusionFromCounts(zeros)), { code: 'limit' });
    assert.deepEqual(classTree(confusionFromCounts([[3]])), { order: [0], splits: [], heights: [] });
  });
});
