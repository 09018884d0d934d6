import assert from 'node:assert/strict';
import { CoreError, entropy, informationGain, thresholdGain } from '@surprisal/core';
import fc from 'fast-check';
import { Seeded } from '../reference/seeded.js';
import { readReference, Worst } from './worst.js';

interface Reference {
  baseSeed: number;
  cases: { gain: number; threshold: number | null; stump: [threshold: number, gain: number] | null }[];
}

const { baseSeed, cases } = readReference<Reference>('thresholds.json');
const worst = new Worst();

/** As thresholds.py makes them. */
function caseOf(random: Seeded): [values: number[], labels: number[]] {
  const [n, steps, classes] = [1 + random.below(80), 1 + random.below(40), 1 + random.below(5)];
  const told = random.next();
  const values = Array.from({ length: n }, () => (random.below(steps) - Math.floor(steps / 2)) / 4);
  return [values, values.map((x) => (random.next() < told ? Number(x > 0) : random.below(classes)))];
}

describe('M6 the best threshold split', () => {
  it('1,000 columns: gain within 1e-12 of 50 digits, gain and threshold of a decision stump', () => {
    assert.ok(cases.length >= 1000);
    let alone = 0;
    cases.forEach(({ gain, threshold, stump }, number) => {
      const [values, labels] = caseOf(new Seeded(baseSeed + number));
      const found = thresholdGain(values, labels);
      worst.check('thresholdGain', found.gain, gain, 1e-12, 1, `case ${number}`);
      if (threshold === null) return;
      alone++;
      assert.equal(found.threshold, threshold, `case ${number}`);
      if (!stump) return;
      assert.equal(found.threshold, stump[0], `stump ${number}`);
      worst.check('thresholdGain, scikit-learn', found.gain, stump[1], 1e-12, 1, `stump ${number}`);
    });
    assert.ok(alone > 700, `${alone}`);
  });

  it('is the information gain of its own question, and no other question gains more', () =>
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [values, labels] = caseOf(new Seeded(seed));
        const { gain, threshold, below, above } = thresholdGain(values, labels, { base: 2 });
        assert.equal(below + above, values.length);
        const atMost = (t: number) => values.map((x) => x <= t);
        const asked = (t: number) => informationGain(labels, atMost(t), { base: 2 });
        if (threshold === null) assert.deepEqual([gain, new Set(values).size], [0, 1]);
        else assert.ok(Math.abs(asked(threshold) - gain) < 1e-12);
        for (const other of values) assert.ok(asked(other) <= gain + 1e-11);
      }),
      { numRuns: 300 },
    ));

  it('corners: one value, equal gains, neighbouring doubles, what it throws', () => {
    assert.deepEqual(thresholdGain([3, 3], ['a', 'b']), { gain: 0, threshold: null, below: 2, above: 0 });
    assert.equal(thresholdGain([1, 2, 3, 4], ['a', 'b', 'a', 'b']).threshold, 1.5);
    const next = 1 + Number.EPSILON;
    assert.deepEqual(thresholdGain([next, 1], [true, false]).threshold, 1);
    assert.deepEqual(thresholdGain([next, next + Number.EPSILON], [true, false]).threshold, next);
    assert.equal(thresholdGain([-Number.MAX_VALUE, Number.MAX_VALUE], [0, 1]).threshold, 0);
    const pure = thresholdGain([5, 1, 9], ['b', 'a', 'b']);
    assert.deepEqual([pure.threshold, pure.below, pure.above], [3, 1, 2]);
    assert.ok(Math.abs(pure.gain - entropy([1 / 3, 2 / 3])) < 1e-15);
    const code = (values: number[] | number[][], labels: (string | number)[]) => {
      try {
        return thresholdGain(values, labels).gain;
      } catch (error) {
        assert.ok(error instanceof CoreError);
        return [error.code, error.place.argument, error.place.path];
      }
    };
    assert.deepEqual(code([1, NaN], ['a', 'b']), ['notFinite', 'values', [1]]);
    assert.deepEqual(code([1, -Infinity], ['a', 'b']), ['notFinite', 'values', [1]]);
    assert.deepEqual(code([], []), ['empty', 'values', undefined]);
    assert.equal((code([[1]], ['a']) as string[])[0], 'shape');
    assert.equal((code([1], ['a', 'b']) as string[])[0], 'shape');
  });
});
