import assert from 'node:assert/strict';
import { describeTensor, meanInterval, studentQuantile, wilsonInterval } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { readReference } from './worst.js';

interface Reference {
  levels: number[];
  quantiles: [freedom: number, values: number[]][];
  means: number[][];
}
interface Edges {
  /** Null for the normal distribution. */
  quantiles: [freedom: number | null, level: number, expected: number][];
  rates: [successes: number, n: number, level: number, low: number, high: number][];
  samples: [values: number[], level: number, mean: number, deviation: number, low: number, high: number][];
}
const reference = readReference<Reference>('intervals.json');
const edges = readReference<Edges>('intervalEdges.json');

function near(found: number, expected: number, scale: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= 1e-10 * scale, `${what}: ${found} for ${expected}`);
}

describe('intervals of means', () => {
  it('T7 Student’s quantiles are SciPy’s to 1e-10, for 1 to a million degrees of freedom', () => {
    for (const [freedom, values] of reference.quantiles)
      values.forEach((expected, i) => {
        const level = reference.levels[i];
        near(studentQuantile(freedom, level), expected, expected, `freedom ${freedom}, level ${level}`);
      });
  });

  it('T7 the mean, its deviation and its interval are those of SciPy’s t-test, in every unit', () => {
    reference.means.forEach((expected, i) => {
      const random = new Seeded(20110700 + i);
      const n = 2 + random.below(30);
      const scale = 10 ** (random.below(7) - 3);
      const shift = random.next() - 0.5;
      const values = Array.from({ length: n }, () => scale * (random.next() + shift));
      const { mean, low, high, deviation } = meanInterval(values, random.pick(reference.levels));
      [mean, low, high, deviation].forEach((found, k) => near(found, expected[k], scale, `sample ${i}, number ${k}`));
    });
  });

  it('T7 one value has no end, equal values no width, and what is no number is named with its place', () => {
    assert.deepEqual(meanInterval([4]), { mean: 4, low: -Infinity, high: Infinity, deviation: 0, n: 1 });
    assert.deepEqual(meanInterval([0.1, 0.1, 0.1]), { mean: 0.1, low: 0.1, high: 0.1, deviation: 0, n: 3 });
    const near1 = meanInterval([1, 2, 4]);
    for (const unit of [2 ** 1021, 2 ** 600, 2 ** -600, 2 ** -1040])
      for (const key of ['mean', 'deviation', 'low'] as const) {
        const found = meanInterval([unit, 2 * unit, 4 * unit])[key];
        near(found / unit, near1[key], 1, `${key} in units of ${unit}`);
      }
    assert.throws(() => meanInterval([]), /values: no values; expected at least one/);
    assert.throws(() => meanInterval([1, NaN]), /values\[1\]: NaN; expected a finite number/);
    assert.throws(() => meanInterval([1, 2], 1), /level 1; expected a level between 0 and 1/);
    assert.throws(() => studentQuantile(1.5), /freedom 1.5; expected a whole number/);
    for (const wrong of [0, -Infinity, NaN]) assert.throws(() => studentQuantile(wrong), /freedom/);
  });

  it('M10 levels next to 0 and 1, degrees of freedom beyond a million, and the normal ones: within 1e-13 of 60 digits', () => {
    for (const [freedom, level, expected] of edges.quantiles) {
      const found = studentQuantile(freedom ?? Infinity, level);
      assert.ok(Math.abs(found / expected - 1) <= 1e-13, `${freedom}, ${level}: ${found} for ${expected}`);
    }
  });

  it('M10 Wilson’s intervals at such levels, each end within 1e-13 of itself', () => {
    for (const [successes, n, level, ...expected] of edges.rates) {
      const { low, high } = wilsonInterval(successes, n, level);
      [low, high].forEach((found, i) =>
        assert.ok(Math.abs(found - expected[i]) <= 1e-13 * expected[i], `${successes} of ${n} at ${level}: ${found}`),
      );
    }
  });

  it('M10 values that differ in their last digits, huge and tiny ones: mean, deviation and interval of 60 digits', () => {
    for (const [values, level, mean, deviation, ...ends] of edges.samples) {
      const found = meanInterval(values, level);
      const hold = (what: number, expected: number, bound: number): void =>
        assert.ok(what === expected || Math.abs(what - expected) <= bound, `${values.join()}: ${what} for ${expected}`);
      hold(found.mean, mean, 2e-16 * Math.abs(mean));
      hold(found.deviation, deviation, 1e-14 * deviation);
      [found.low, found.high].forEach((end, i) => hold(end, ends[i], 1e-13 * deviation + 2e-16 * Math.abs(ends[i])));
      const described = describeTensor(values);
      hold(described.mean!, mean, 2e-16 * Math.abs(mean));
      const ofAll = deviation * Math.sqrt(1 - 1 / values.length);
      hold(described.standardDeviation!, ofAll, 1e-13 * ofAll);
    }
  });
});
