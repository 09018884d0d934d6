import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { meanInterval, studentQuantile } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';

interface Reference {
  levels: number[];
  quantiles: [freedom: number, values: number[]][];
  means: number[][];
}
const reference = JSON.parse(readFileSync('test/reference/data/intervals.json', 'utf8')) as Reference;

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
    assert.throws(() => studentQuantile(0), /freedom 0/);
  });
});
