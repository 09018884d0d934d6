import assert from 'node:assert/strict';
import { informationGain, MersenneTwister, stratifiedFolds, thresholdGain, trainTestSplit } from '@surprisal/core';
import fc from 'fast-check';

/** Labels of a few classes, two rows of each at least, and the same classes by numbers that lie far apart. */
const labelled = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.array(fc.nat({ max: 7 })))
  .map(([classes, last, rest]) => {
    const labels = Array.from({ length: 2 * classes }, (_, i) => i % classes).concat(rest.map((x) => x % classes));
    return { labels, apart: labels.map((label) => Math.floor((label * last) / 8) + label) };
  });

describe('T9 labels far apart cost no more than their rows', () => {
  it('a split and its folds depend on the order of the labels, not on their values', () =>
    fc.assert(
      fc.property(labelled, fc.nat(), ({ labels, apart }, seed) => {
        const split = (given: number[]) => trainTestSplit(given.length, { testFraction: 0.5, seed, labels: given });
        assert.deepEqual(split(apart), split(labels));
        assert.deepEqual(stratifiedFolds(apart, { folds: 2, seed }), stratifiedFolds(labels, { folds: 2, seed }));
      }),
      { numRuns: 300 },
    ));

  it('as many classes as half the rows are split, each with a row on either side', () => {
    const labels = Int32Array.from({ length: 300_000 }, (_, i) => i >> 1);
    const { train, test } = trainTestSplit(labels.length, { testFraction: 0.5, seed: 1, labels });
    for (const part of [train, test]) assert.equal(new Set(part.map((row) => labels[row])).size, 150_000);
  });
});

/** The best threshold by asking every question and counting anew. */
function asked(values: number[], labels: number[]): { gain: number; threshold: number | null } {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  let best: { gain: number; threshold: number | null } = { gain: 0, threshold: null };
  distinct.slice(1).forEach((high, i) => {
    const threshold = (distinct[i] + high) / 2;
    const gain = informationGain(
      labels,
      values.map((x) => x <= threshold),
    );
    if (best.threshold === null || gain > best.gain + 1e-12) best = { gain, threshold };
  });
  return best;
}

describe('M6 the best threshold split of many classes', () => {
  it('is the one that asking every question finds', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }).chain((classes) =>
          fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.nat({ max: classes })), {
            minLength: 1,
            maxLength: 60,
          }),
        ),
        (items) => {
          const values = items.map(([value]) => value);
          const labels = items.map(([, label]) => label);
          const found = thresholdGain(values, labels);
          const { gain, threshold } = asked(values, labels);
          assert.equal(found.threshold, threshold);
          assert.ok(Math.abs(found.gain - gain) <= 1e-12 * Math.max(gain, 1e-3));
          assert.equal(found.below, threshold === null ? values.length : values.filter((x) => x <= threshold).length);
        },
      ),
      { numRuns: 500 },
    ));

  it('of questions that gain alike takes the lowest, whichever rounding prefers', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4 }), { minLength: 4, maxLength: 12 }), (labels) => {
        const values = [...labels.keys()];
        assert.equal(thresholdGain(values, labels).threshold, asked(values, labels).threshold);
      }),
      { numRuns: 3000 },
    ));

  it('takes work in proportion to the items, though each has a label of its own', () => {
    const logarithms = (n: number): number => {
      const { log } = Math;
      let calls = 0;
      Math.log = (x) => {
        calls++;
        return log(x);
      };
      try {
        const order = new MersenneTwister(1).permutation(n);
        thresholdGain(order, Int32Array.from(order.keys()));
      } finally {
        Math.log = log;
      }
      return calls;
    };
    for (const n of [1000, 4000]) assert.ok(logarithms(n) < 20 * n, `${logarithms(n)} logarithms for ${n} items`);
  });

  it('300,000 items of half as many labels', () => {
    const values = Float64Array.from({ length: 300_000 }, (_, i) => i);
    const halves = values.map((x) => Math.floor(x / 2));
    const { threshold, gain } = thresholdGain(values, halves);
    assert.equal(threshold, 149_999.5);
    assert.ok(Math.abs(gain - Math.LN2) < 1e-12);
  });
});
