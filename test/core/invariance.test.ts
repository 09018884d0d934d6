import assert from 'node:assert/strict';
import * as core from '@surprisal/core';
import fc from 'fast-check';
import { matrix } from '../matrix.js';

type Table = number[][];
/** Everything that a result holds, in order. */
const flat = (result: unknown): unknown[] =>
  ArrayBuffer.isView(result) || Array.isArray(result)
    ? Array.from(result as ArrayLike<unknown>).flatMap(flat)
    : typeof result === 'object' && result !== null
      ? Object.values(result).flatMap(flat)
      : [result];
const times = (table: Table, by: number): Table => table.map((row) => row.map((x) => x * by));
const normalize = true;

/** Small whole numbers, no row or column of zeros: in any unit they are exact. */
const table = fc
  .array(fc.array(fc.nat({ max: 9 }), { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 })
  .map((rows) => rows.map((row, i) => row.map((x, j) => (i === j ? x + 1 : x))));

/** Of what the numbers are a measure only by their ratios. */
const ofRatios: Record<string, (w: Table) => unknown> = {
  normalize: (w) => core.normalize(w),
  entropy: (w) => core.entropy(w, { normalize }),
  gini: (w) => core.gini(w, { normalize }),
  klDivergence: ([p, q]) => core.klDivergence(p, q, { normalize }),
  jsDivergence: ([p, q]) => core.jsDivergence(p, q, { normalize }),
  jsDistance: ([p, q]) => core.jsDistance(p, q, { normalize }),
  totalVariation: ([p, q]) => core.totalVariation(p, q, { normalize }),
  hellinger: ([p, q]) => core.hellinger(p, q, { normalize }),
  bhattacharyyaCoefficient: ([p, q]) => core.bhattacharyyaCoefficient(p, q, { normalize }),
  bhattacharyyaDistance: ([p, q]) => core.bhattacharyyaDistance(p, q, { normalize }),
  wasserstein1: ([p, q]) => core.wasserstein1(p, q, { normalize }),
  crossEntropy: ([p, q]) => core.crossEntropy(p, q, { normalize }),
  categoricalCrossEntropy: ([p, q]) => core.categoricalCrossEntropy(p, q, { normalize }),
  focalLoss: ([p, q]) => core.focalLoss(p, q, { normalize }),
  earthMover: ([p, q]) =>
    core.earthMover(p, q, matrix([0, 3, 1, 4], [1, 0, 5, 9], [2, 6, 0, 5], [3, 5, 8, 0]), { normalize }),
  mutualInformation: (w) => core.mutualInformation(w),
  conditionalEntropy: (w) => core.conditionalEntropy(w),
  thresholdGain: ([values, labels]) => core.thresholdGain(values, labels.map(String)).gain,
};

/** The same of a confusion matrix, whose items can be counted up to 2^53. */
const ofConfusions: Record<string, (cm: core.ConfusionMatrix) => unknown> = {
  accuracy: core.accuracy,
  balancedAccuracy: core.balancedAccuracy,
  cohensKappa: core.cohensKappa,
  matthewsCorrelation: core.matthewsCorrelation,
  normalizeConfusion: (cm) => core.normalizeConfusion(cm, 'all'),
  report: (cm) => {
    const { macro, micro, weighted } = core.classificationReport(cm);
    return [macro, micro, weighted];
  },
  mergeCost: (cm) => core.mergeCost(cm, 0, 2),
  mergeHierarchy: (cm) => core.mergeHierarchy(cm),
  mostConfused: (cm) => core.mostConfused(cm, { min: 0 }).map(({ row, column, rate }) => [row, column, rate]),
  leafOrder: (cm) => core.leafOrder(cm),
};

/** Results that grow as a power of their unit does, and that power. */
const inUnits: Record<string, [power: number, (w: Table) => unknown]> = {
  meanInterval: [1, ([values]) => core.meanInterval(values)],
  describeTensor: [1, (w) => [core.describeTensor(w).mean, core.describeTensor(w).standardDeviation]],
  threshold: [1, ([values]) => core.thresholdGain(values, ['a', 'b', 'b', 'a']).threshold],
  wasserstein1: [1, ([positions]) => core.wasserstein1([0.5, 0, 0.25, 0.25], [0, 0.5, 0.5, 0], { positions })],
  earthMover: [1, (cost) => core.earthMover([0.5, 0, 0.25, 0.25], [0, 0.5, 0.5, 0], cost).cost],
  meanSquaredError: [2, ([t, q]) => core.meanSquaredError(t, q)],
};

describe('M10 nothing overflows or underflows that need not', () => {
  const holds = (check: (w: Table, power: number) => void, powers: { min: number; max: number }) =>
    fc.assert(fc.property(table, fc.integer(powers), check), { numRuns: 150 });

  for (const [name, measure] of Object.entries(ofRatios))
    it(`${name} is the same in any unit, bit for bit, though the sum be beyond a double`, () =>
      holds((w, power) => assert.deepEqual(measure(times(w, 2 ** power)), measure(w)), { min: -1074, max: 1020 }));

  for (const [name, measure] of Object.entries(ofConfusions))
    it(`${name} is the same in any unit`, () =>
      holds(
        (w, power) => {
          const [found, expected] = [times(w, 2 ** power), w].map((counts) =>
            flat(measure(core.confusionFromCounts(counts))),
          );
          found.forEach((x, i) => {
            const y = expected[i];
            const isNear = typeof x === 'number' && typeof y === 'number' && Math.abs(x - y) <= 1e-13;
            assert.ok(x === y || isNear, `${String(x)} for ${String(y)}`);
          });
        },
        { min: -1000, max: 40 },
      ));

  for (const [name, [degree, measure]] of Object.entries(inUnits))
    it(`${name} grows as its unit does`, () =>
      holds(
        (w, power) => {
          const unit = 2 ** power;
          const found = flat(measure(times(w, unit)));
          flat(measure(w)).forEach((x, i) => {
            const y = found[i];
            const isCount = name === 'meanInterval' && i === 4;
            const expected = typeof x === 'number' && !isCount ? x * unit ** degree : x;
            assert.ok(y === expected || Math.abs(Number(y) - Number(expected)) <= 1e-14 * Math.abs(Number(expected)));
          });
        },
        { min: Math.ceil(-1000 / degree), max: Math.floor(1023 / degree) - 4 },
      ));

  it('the least counts that there are have every measure', () =>
    holds(
      (w) => {
        const cm = core.confusionFromCounts(times(w, Number.MIN_VALUE));
        for (const [name, measure] of Object.entries(ofConfusions))
          assert.ok(
            flat(measure(cm)).every((x) => typeof x !== 'number' || Number.isFinite(x)),
            name,
          );
      },
      { min: 0, max: 0 },
    ));

  it('a correlation of rare classes, all read right, is 1 and no more', () => {
    for (let i = 0; i < 300; i++) {
      const rare = 1e-160 * (1 + i / 7);
      const found = core.matthewsCorrelation(core.confusionFromCounts(matrix([1, 0], [0, rare])))!;
      assert.ok(found <= 1 && found > 1 - 1e-15, `${found} of ${rare}`);
    }
  });

  it('pairs of classes that cost the same to merge stay equal, in whatever order the classes stand', () =>
    fc.assert(
      fc.property(table, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (w, order) => {
        const empty = [0, 0, 0, 0];
        const counts = [
          ...w.map((row) => [...row, ...empty]),
          ...order.map((i) => [...empty, ...order.map((j) => w[i][j])]),
        ];
        const [{ a, b }] = core.mergeHierarchy(core.confusionFromCounts(counts));
        assert.ok(
          [...a, ...b].every((label) => Number(label) < 4),
          `${a.join()} and ${b.join()}`,
        );
      }),
      { numRuns: 500 },
    ));

  it('a mean is there though its sum is not', () => {
    assert.equal(core.meanSquaredError([0, 0], [1e154, 1e154]), 1e154 ** 2);
    for (const logits of [matrix([0, 1e308], [0, 1e308]), { shape: [2, 2], data: Float64Array.of(0, 1e308, 0, 1e308) }])
      // prettier-ignore
      assert.equal(core.categoricalCrossEntropy([0, 0], logits, { fromLogits: true }), 1e308);
    assert.equal(core.binaryCrossEntropy([1, 1], [-1e308, -1e308], { fromLogits: true }), 1e308);
    assert.equal(core.meanSquaredError([0, 0], [1e154, 1e154], { reduction: 'sum' }), Infinity);
    assert.equal(core.meanSquaredError([0, 0], [1e155, 0]), Infinity);
    assert.equal(core.wasserstein1([0.5, 0.5], [0.25, 0.75], { positions: [-1e308, 1e308] }), 5e307);
    const gradient = core.wasserstein1Gradient([0.5, 0.5], [0.25, 0.75], { positions: [-1e307, 1e308] });
    assert.deepEqual(gradient, { target: [1.1e308, 0], prediction: [-1.1e308, 0] });
    const rows = matrix([0.5, 0.5], [0.5, 0.5]);
    const { cost } = core.earthMover(rows, [...rows], matrix([1e308, 1.5e308], [1.5e308, 1e308]));
    assert.equal(cost, 1e308);
  });
});
