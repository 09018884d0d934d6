import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accuracy,
  count,
  dash,
  decimal,
  interval,
  percent,
  plain,
  probability,
  scalar,
  seconds,
} from '../../webview/shared/format.js';
import { t } from '../../webview/shared/strings.js';

describe('numbers on a page (U49)', () => {
  it('writes counts, rates, nats and times as the pages do', () => {
    assert.equal(count(1118), '1,118');
    assert.equal(percent(0.0448), '4.5%');
    assert.equal(accuracy(0.9495), '94.95%');
    assert.equal(decimal(0.19836), '0.198');
    assert.equal(decimal(7.0371, 2), '7.04');
    assert.equal(interval({ low: 0.0344, high: 0.0603 }), '(3.4–6.0)');
    assert.deepEqual([0.20994, 3e-5, 1234.56, 'NaN', '-Infinity'].map(scalar), ['0.2099', '3e-5', '1235', 'NaN', '−∞']);
    assert.equal(seconds(2), '2.0 s');
    assert.equal(seconds(0.03), '<0.1 s');
    assert.equal(seconds(0), '0.0 s');
    assert.equal(seconds(0.03, 0), '0 s');
    assert.equal(seconds(59.4, 0), '59 s');
    assert.equal(seconds(250), '4 min 10 s');
    assert.equal(seconds(3_900), '1 h 5 min');
  });

  it('has a true minus, a dash for what is not there, and signs for what has no number', () => {
    assert.equal(decimal(-5, 0), '−5');
    assert.equal(percent(null), dash);
    assert.equal(decimal(null), dash);
    assert.equal(decimal(NaN), 'NaN');
    assert.equal(decimal(-Infinity), '−∞');
    assert.deepEqual(
      [-0.04, -0.05, -0, -10].map((value) => decimal(value, 1)),
      ['0.0', '−0.1', '0.0', '−10.0'],
    );
  });

  it('R9 writes what a run that diverged comes to in a few signs', () => {
    assert.deepEqual(
      [1e300, -1.234e38, 1e7, 9_999_999].map((value) => decimal(value)),
      ['1.00e300', '−1.23e38', '1.00e7', '9,999,999.000'],
    );
    assert.deepEqual(
      [Infinity, NaN].map((value) => decimal(value)),
      ['∞', 'NaN'],
    );
  });

  it('never shows a probability as 0 or 1 that is neither', () => {
    assert.equal(probability(0), '0.000');
    assert.equal(probability(1), '1.000');
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1 - 2 ** -53, noNaN: true }), (p) => {
        assert.ok(!['0.000', '1.000'].includes(probability(p)), probability(p));
      }),
    );
  });

  it('keeps a setting as short as it was typed', () => {
    assert.deepEqual([0.1, 0.001, 1e-15, 0, 200, 0.3].map(plain), ['0.1', '0.001', '1e-15', '0', '200', '0.3']);
  });

  it('fills the holes of a sentence by number, and leaves one without an argument', () => {
    assert.equal(t('{1} of {0}, {2}', 10, 'three'), 'three of 10, {2}');
  });
});
