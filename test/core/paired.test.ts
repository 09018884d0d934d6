import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mcNemar, pairedDifference } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';

interface Reference {
  tests: [first: number, second: number, scipy: number, exact: number][];
  differences: [
    cells: [number, number, number, number],
    level: number,
    expected: [difference: number, low: number, high: number],
  ][];
}
const { tests, differences } = JSON.parse(readFileSync('test/reference/data/paired.json', 'utf8')) as Reference;
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
    for (const wrong of [-1, 0.5, NaN, Infinity])
      assert.throws(() => mcNemar(3, wrong), { code: 'range', place: { argument: 'onlySecond' } });
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
