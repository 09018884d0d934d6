import assert from 'node:assert/strict';
import {
  chiSquaredTail,
  classificationReport,
  cochransQ,
  confusionMatrix,
  macroF1,
  macroF1Difference,
  mcNemar,
  meanInterval,
  pairedDifference,
  studentQuantile,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { fails } from './fails.js';
import { readReference } from './worst.js';

interface Reference {
  tests: [first: number, second: number, scipy: number, exact: number][];
  differences: [
    cells: [number, number, number, number],
    level: number,
    expected: [difference: number, low: number, high: number],
  ][];
  several: {
    q: [statistic: number, p: number] | null;
    mcnemar: number;
    loss: [low: number, high: number];
    f1: number;
    deviation: number;
    apart: number;
  }[];
  tails: [freedom: number, value: number, scipy: number, exact: number][];
}
const { tests, differences, several, tails } = readReference<Reference>('paired.json');
const counts = ([both, onlyFirst, onlySecond, neither]: readonly number[]) => ({
  both,
  onlyFirst,
  onlySecond,
  neither,
});

describe('K11 two models on the same items', () => {
  it(`McNemar's exact test: ${tests.length} seeded cases up to 10^8 items within 1e-12, and as SciPy's binomtest`, () => {
    for (const [first, second, scipy, exact] of tests) {
      const p = mcNemar(first, second);
      // Below the least normal number a double has fewer digits.
      assert.ok(Math.abs(p - exact) <= Math.max(1e-12 * exact, 1e-320), `${first} ${second}: ${p}, expected ${exact}`);
      // SciPy's own error grows with the counts.
      const loose = first + second > 1e7 ? 2e-11 : first + second > 1e5 ? 4e-12 : 1e-12;
      assert.ok(Math.abs(p - scipy) <= Math.max(loose * scipy, 1e-320), `${first} ${second}: ${p}, SciPy ${scipy}`);
      assert.equal(mcNemar(second, first), p);
    }
  });

  it("McNemar's corners: no discordant item, all of one kind, equal counts, and what is no count", () => {
    assert.equal(mcNemar(0, 0), 1);
    assert.equal(mcNemar(7, 7), 1);
    assert.equal(mcNemar(1, 0), 1);
    assert.equal(mcNemar(5, 6), 1);
    assert.equal(mcNemar(10, 0), 2 ** -9);
    assert.equal(mcNemar(5000, 0), 0);
    for (const wrong of [-1, 0.5, NaN, Infinity]) fails(() => mcNemar(3, wrong), 'range', 'onlySecond');
    assert.throws(() => mcNemar(Number.MAX_SAFE_INTEGER, 1), { code: 'range' });
  });

  it(`Newcombe's interval: ${differences.length} seeded tables within 1e-12, and the examples in print`, () => {
    for (const [cells, level, expected] of differences) {
      const { difference, low, high } = pairedDifference(counts(cells), level);
      [difference, low, high].forEach((value, i) =>
        assert.ok(
          Math.abs(value - expected[i]) <= 1e-12,
          `${cells.join()} at ${level}: ${value}, expected ${expected[i]}`,
        ),
      );
    }
    // Fagerland, Lydersen and Laake, Recommended tests and confidence intervals for paired binomial proportions (2014).
    const { low, high } = pairedDifference(counts([1, 1, 7, 12]));
    assert.deepEqual([low.toFixed(3), high.toFixed(3)], ['-0.507', '-0.026']);
  });

  it('the difference is the first minus the second: exchanged models change its sign', () => {
    assert.equal(pairedDifference(counts([6, 3, 1, 0])).difference, 0.2);
    const random = new Seeded(20110930);
    for (let round = 0; round < 200; round++) {
      const [both, first, second, neither] = Array.from({ length: 4 }, () => random.below(60)) as [
        number,
        number,
        number,
        number,
      ];
      const one = pairedDifference(counts([both, first, second, neither]));
      const other = pairedDifference(counts([both, second, first, neither]));
      assert.equal(Math.sign(one.difference), Math.sign(first - second));
      assert.ok(Math.abs(one.difference + other.difference) < 1e-15);
      assert.ok(Math.abs(one.low + other.high) < 1e-12 && Math.abs(one.high + other.low) < 1e-12);
      assert.ok(one.low <= one.difference && one.difference <= one.high && one.low >= -1 && one.high <= 1);
    }
  });

  it('it covers: of 2,000 seeded pairs of samples, 93 to 97 in a hundred intervals hold the true difference', () => {
    const random = new Seeded(20110931);
    const [both, first, second] = [0.85, 0.06, 0.03];
    let held = 0;
    for (let round = 0; round < 2000; round++) {
      const cells = [0, 0, 0, 0];
      for (let i = 0; i < 300; i++) {
        const x = random.next();
        cells[x < both ? 0 : x < both + first ? 1 : x < both + first + second ? 2 : 3]++;
      }
      const { low, high } = pairedDifference(counts(cells));
      if (low <= first - second && first - second <= high) held++;
    }
    assert.ok(held >= 1860 && held <= 1940, `${held} of 2,000`);
  });

  it('corners: no items, one item, and what is no count', () => {
    assert.deepEqual(pairedDifference(counts([0, 0, 0, 0])), { difference: 0, low: -1, high: 1 });
    assert.equal(pairedDifference(counts([0, 1, 0, 0])).difference, 1);
    for (const wrong of [-1, NaN, Infinity, 1e200])
      assert.throws(() => pairedDifference(counts([1, wrong, 0, 0])), { code: 'range' });
    assert.throws(() => pairedDifference(counts([1, 1, 1, 1]), 1), { code: 'range' });
  });
});

describe('R10 K11 several models on the same items', () => {
  /** The same models as in paired.py. */
  const modelsOf = (seed: number) => {
    const random = new Seeded(seed);
    const [k, models, n] = [2 + random.below(5), 2 + random.below(5), 5 + random.below(200)];
    const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);
    const skill = list(models, () => 0.3 + 0.6 * random.next());
    const actual = list(n, () => random.below(k));
    const predicted = skill.map((s) => actual.map((a) => (random.next() < s ? a : random.below(k))));
    const losses = list(2, () => list(n, () => -Math.log(0.05 + 0.9 * random.next())));
    return { k, actual, predicted, losses };
  };
  const near = (found: number, expected: number, within = 1e-12) =>
    assert.ok(Math.abs(found - expected) <= within * Math.max(1e-3, Math.abs(expected)), `${found}, not ${expected}`);

  it(`${several.length} seeded sets: Cochran's Q and exact McNemar are statsmodels', the loss interval SciPy's`, () => {
    several.forEach((expected, i) => {
      const { actual, predicted, losses } = modelsOf(20119000 + i);
      const right = predicted.map((row) => row.map((read, item) => Number(read === actual[item])));
      const { statistic, p, freedom } = cochransQ(right);
      assert.equal(freedom, predicted.length - 1);
      assert.equal(statistic === null, expected.q === null);
      if (expected.q) {
        near(statistic!, expected.q[0]);
        near(p!, expected.q[1], 1e-11);
      }
      const only = (a: number[], b: number[]) => a.filter((each, item) => each > b[item]).length;
      near(mcNemar(only(right[0], right[1]), only(right[1], right[0])), expected.mcnemar);
      const { low, high } = meanInterval(losses[0].map((each, item) => each - losses[1][item]));
      near(low, expected.loss[0], 1e-10);
      near(high, expected.loss[1], 1e-10);
    });
  });

  it('macro F1 is scikit-learn’s and the report’s, its interval that of the delta method', () => {
    const z = studentQuantile(Infinity, 0.95);
    several.forEach(({ f1, deviation, apart }, i) => {
      const { k, actual, predicted } = modelsOf(20119000 + i);
      const [first, second] = predicted;
      const found = macroF1({ actual, predicted: first }, k);
      near(found.value, f1);
      const labels = Array.from({ length: k }, (_, c) => c);
      near(found.value, classificationReport(confusionMatrix(actual, first, { labels })).macro.f1!);
      near(found.low, Math.max(0, f1 - z * deviation), 1e-11);
      near(found.high, Math.min(1, f1 + z * deviation), 1e-11);
      const { difference, low, high } = macroF1Difference(actual, first, second, k);
      near((high - low) / 2, z * apart, 1e-11);
      assert.equal(macroF1Difference(actual, second, first, k).difference, -difference);
    });
  });

  it(`the tail of chi-squared: ${tails.length} seeded cases within 1e-12, as SciPy’s`, () => {
    for (const [freedom, value, scipy, exact] of tails) {
      const p = chiSquaredTail(value, freedom);
      for (const [expected, within] of [
        [exact, 1e-12],
        [scipy, 1e-10],
      ])
        assert.ok(
          Math.abs(p - expected) <= within * Math.max(expected, 1e-2),
          `${freedom} ${value}: ${p}, ${expected}`,
        );
    }
  });

  it('corners: no item tells them apart, one model, unlike lengths, what is neither right nor wrong', () => {
    assert.deepEqual(cochransQ([[1, 0], [1, 0]]), { statistic: null, freedom: 1, p: null }); // prettier-ignore
    for (const wrong of [[[1, 0]], [[1, 0], [1]]]) assert.throws(() => cochransQ(wrong), { code: 'shape' }); // prettier-ignore
    assert.throws(() => cochransQ([[1, 0], [1, 0.5]]), { code: 'range' }); // prettier-ignore
    for (const wrong of [-1, NaN]) fails(() => chiSquaredTail(wrong, 1), 'range', 'value');
    for (const wrong of [0, 1.5, NaN]) fails(() => chiSquaredTail(1, wrong), 'range', 'freedom');
    assert.deepEqual([chiSquaredTail(0, 3), chiSquaredTail(Infinity, 3)], [1, 0]);
    assert.deepEqual(macroF1({ actual: [1, 1], predicted: [1, 1] }, 3), { value: 1, low: 1, high: 1 });
    assert.throws(() => macroF1({ actual: [], predicted: [] }, 2), { code: 'empty' });
    assert.throws(() => macroF1({ actual: [1], predicted: [] }, 2), { code: 'shape' });
  });
});
