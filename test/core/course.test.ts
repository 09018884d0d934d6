import assert from 'node:assert/strict';
import { crossEntropy, entropy, evaluate, labelSmoothing } from '@surprisal/core';

const p = [0.1, 0.7, 0.2];

/** The eleven beliefs of the course, its values to six decimals, and as it prints them. */
const rows: readonly [number[], number, string][] = [
  [[0.1, 0.7, 0.2], 0.801819, '.801'],
  [[0.1, 0.6, 0.3], 0.828631, '.828'],
  [[0.1, 0.5, 0.4], 0.89872, '.898'],
  [[0, 0.5, 0.5], 4.07771, '4.07'],
  [[0, 0.4, 0.6], 4.197446, '4.19'],
  [[0, 0.2, 0.8], 4.625113, '4.62'],
  [[0, 0.1, 0.9], 5.086759, '5.08'],
  [[0, 0.01, 0.99], 6.679507, '6.67'],
  [[0, 0, 1], 27.631021, '27.63'],
  [[1, 0, 0], 31.084899, '31.08'],
  [[0.5, 0, 0.5], 24.385088, '24.38'],
];

describe('M2 the course in numbers', () => {
  for (const [q, value, printed] of rows)
    it(`cross-entropy with [${q.join(', ')}] is ${value}`, () => {
      const found = crossEntropy(p, q);
      const formula = -p.reduce((sum, x, k) => sum + x * Math.log(q[k] + 1e-15), 0);
      assert.ok(Math.abs(found - formula) <= 1e-9, `${found}, the formula gives ${formula}`);
      assert.equal(found.toFixed(6), value.toFixed(6));
      const digits = printed.length - printed.indexOf('.') - 1;
      assert.equal((Math.floor(found * 10 ** digits) / 10 ** digits).toFixed(digits).replace(/^0/, ''), printed);
    });

  it('gives each of the four conventions its own value: infinite, 4.077710, 2.235642, 4.2282', () => {
    const q = [0, 0.5, 0.5];
    const double = 2 ** -52;
    assert.equal(crossEntropy(p, q, { epsilonMode: 'none' }), Infinity);
    assert.equal(crossEntropy(p, q).toFixed(6), '4.077710');
    assert.equal(crossEntropy(p, q, { epsilon: 1e-7, epsilonMode: 'clip' }).toFixed(6), '2.235642');
    assert.equal(crossEntropy(p, q, { epsilon: double, epsilonMode: 'clip' }).toFixed(4), '4.2282');
  });

  it('names the convention, the unit and what counted in every result', () => {
    const result = evaluate('crossEntropy', p, [0.1, 0.6, 0.3]);
    assert.equal(result.value?.toFixed(6), '0.828631');
    assert.equal(result.unit, 'nats');
    assert.equal(result.convention, 'target, prediction; epsilon add 1e-15; natural logarithm; mean over rows');
    assert.deepEqual([result.counted, result.of, result.warnings], [1, 1, []]);
    const bits = evaluate('crossEntropy', p, p, { base: 2, epsilonMode: 'clip', epsilon: 1e-7, reduction: 'sum' });
    assert.equal(bits.unit, 'bits');
    assert.equal(bits.convention, 'target, prediction; epsilon clip 1e-7; logarithm to base 2; sum over rows');
  });

  it('works the examples', () => {
    const close = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 2e-15 / 0.4);
    close(crossEntropy([0, 1, 0], [0.15, 0.8, 0.05]), -Math.log(0.8));
    close(crossEntropy([0, 1], [0.3, 0.7]), -Math.log(0.7));
    close(crossEntropy([1, 0], [0.6, 0.4]), -Math.log(0.6));
  });

  it('takes [1, 0, 0] to [.9, .05, .05] at alpha .15, not .05', () => {
    const near = (actual: number[], expected: number[]): boolean =>
      actual.every((x, k) => Math.abs(x - expected[k]) < 1e-15);
    assert.ok(near(labelSmoothing([1, 0, 0], 0.15), [0.9, 0.05, 0.05]));
    assert.ok(!near(labelSmoothing([1, 0, 0], 0.05), [0.9, 0.05, 0.05]));
  });

  it('has its least cross-entropy at H(p), and can lie 1e-15 below 0', () => {
    assert.ok(Math.abs(crossEntropy(p, p) - entropy(p)) < 1e-14);
    const least = crossEntropy([1, 0], [1, 0]);
    assert.ok(least < 0 && least > -1.2e-15, String(least));
  });
});
