import assert from 'node:assert/strict';
import {
  categoricalCrossEntropy,
  categoricalCrossEntropyGradient,
  crossEntropy,
  entropy,
  focalLoss,
  focalLossGradient,
  isPositiveSemidefinite,
  labelSmoothing,
  logSoftmax,
  normalize,
  oneHot,
  softmax,
  softmaxCrossEntropyHessian,
  type Tensor,
} from '@surprisal/core';
import fc from 'fast-check';
import { Seeded } from '../reference/seeded.js';
import { matrix } from '../matrix.js';

const fromLogits = true;
const logitsOf = (random: Seeded, classes: number, scale: number): number[] =>
  Array.from({ length: classes }, () => random.between(-scale, scale));

describe('M4 softmax and cross-entropy', () => {
  it('have the gradient out - target', () => {
    const random = new Seeded(1);
    for (let i = 0; i < 1000; i++) {
      const logits = logitsOf(random, 2 + random.below(9), 20);
      const label = random.below(logits.length);
      const out = softmax(logits);
      const target = oneHot(label, logits.length);
      const { prediction } = categoricalCrossEntropyGradient(target, logits, { fromLogits });
      prediction.forEach((x, k) => assert.ok(Math.abs(x - (out[k] - target[k])) <= 2e-15, `${x}`));
    }
  });

  it('have a Hessian without an eigenvalue below -1e-12, 20,000 times', () => {
    const random = new Seeded(2);
    let least = Infinity;
    for (let i = 0; i < 20_000; i++) {
      const logits = logitsOf(random, 1 + random.below(10), random.pick([1, 5, 40, 700]));
      const hessian = softmaxCrossEntropyHessian(logits);
      assert.ok(isPositiveSemidefinite(hessian), JSON.stringify(logits));
      least = Math.min(least, leastEigenvalue(hessian));
    }
    assert.deepEqual(softmaxCrossEntropyHessian([Infinity, 0]), matrix([0, 0], [0, 0]));
    assert.ok(least >= -1e-12, `least eigenvalue ${least}`);
  });

  it('tell a matrix with a negative eigenvalue', () => {
    const random = new Seeded(3);
    for (let i = 0; i < 300; i++) {
      const hessian = softmaxCrossEntropyHessian(logitsOf(random, 2 + random.below(6), 2));
      const lowered = hessian.map((row, a) => row.map((x, b) => (a === b ? x - 1e-6 : x)));
      assert.ok(!isPositiveSemidefinite(lowered));
    }
    assert.ok(isPositiveSemidefinite([[0]]));
  });
});

describe('M1 properties of losses', () => {
  const logit = fc.double({ min: -600, max: 600, noNaN: true });
  const weight = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const pair = fc.integer({ min: 1, max: 9 }).chain((n) => {
    const weights = fc.array(weight, { minLength: n, maxLength: n });
    return fc.tuple(weights, weights).map(([a, b]) => [normalize(a), normalize(b)] as const);
  });

  it('softmax sums to 1, keeps the order, and does not see a shift', () =>
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 12 }), fc.integer({ min: -500, max: 500 }), (x, shift) => {
        const out = softmax(x);
        assert.ok(Math.abs(out.reduce((a, b) => a + b) - 1) < 1e-13);
        x.forEach((a, i) => x.forEach((b, j) => assert.ok(a < b || out[i] >= out[j])));
        const moved = softmax(x.map((a) => a + shift));
        out.forEach((a, k) => assert.ok(Math.abs(a - moved[k]) <= 1e-12 * Math.max(a, 1e-300) + 2e-13));
      }),
    ));

  it('cross-entropy is least where the belief is the truth (Gibbs)', () =>
    fc.assert(
      fc.property(pair, ([p, q]) => {
        assert.ok(crossEntropy(p, q, { epsilonMode: 'none' }) >= entropy(p) - 1e-13);
      }),
    ));

  it('focal loss with gamma 0 and alpha 1 is the cross-entropy, bit for bit', () =>
    fc.assert(
      fc.property(pair, fc.constantFrom('perClass' as const, 'trueClass' as const), ([p, q], mode) => {
        const one = { gamma: 0, alpha: 1, mode };
        assert.equal(focalLoss(oneHot(0, q.length), q, one), categoricalCrossEntropy(0, q));
        assert.equal(focalLoss(p, logSoftmax(q), { ...one, fromLogits }), categoricalCrossEntropy(p, logSoftmax(q), { fromLogits })); // prettier-ignore
        if (mode === 'perClass')
          assert.deepEqual(focalLossGradient(p, q, one), { ...focalLossGradient(p, q, { ...one }) });
      }),
    ));

  it('class indices, one-hot rows and smoothed rows say the same', () =>
    fc.assert(
      fc.property(pair, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), ([, q], n, alpha) => {
        const label = n % q.length;
        const rows = oneHot(label, q.length);
        const byIndex = categoricalCrossEntropy(label, q, { labelSmoothing: alpha });
        assert.equal(categoricalCrossEntropy(rows, q, { labelSmoothing: alpha }), byIndex);
        const smoothed = categoricalCrossEntropy(labelSmoothing(rows, alpha), q);
        assert.ok(Math.abs(smoothed - byIndex) <= 1e-13 * Math.max(1, byIndex));
      }),
    ));

  it('probabilities and logits agree', () =>
    fc.assert(
      fc.property(pair, ([p, q]) => {
        const logits = q.map((x) => Math.log(x) + 3);
        const a = categoricalCrossEntropy(p, logits, { fromLogits });
        assert.ok(Math.abs(a - categoricalCrossEntropy(p, q, { epsilonMode: 'none' })) <= 1e-12 * Math.max(a, 1));
      }),
    ));
});

describe('M1 the fast way of class indices and logits', () => {
  const random = new Seeded(4);
  /** One row at a time with a weight of 1 goes the slow way. */
  const slowly = (labels: Int32Array, { shape, data }: Tensor): number[] =>
    Array.from(labels, (label, row) =>
      categoricalCrossEntropy(label, Array.from(data.subarray(row * shape[1], (row + 1) * shape[1])), {
        fromLogits,
        classWeights: new Float64Array(shape[1]).fill(1),
      }),
    );

  for (const classes of [...Array.from({ length: 34 }, (_, n) => n + 1), 257, 1001])
    it(`agrees with the slow one at ${classes} classes`, () => {
      const rows = 1 + random.below(7);
      for (const scale of [0.1, 3, 30, 900]) {
        const logits = { shape: [rows, classes], data: Float64Array.from(logitsOf(random, rows * classes, scale)) };
        const labels = Int32Array.from({ length: rows }, () => random.below(classes));
        const items = categoricalCrossEntropy(labels, logits, { fromLogits, reduction: 'none' });
        const expected = slowly(labels, logits);
        const total = expected.reduce((a, b) => a + b);
        expected.forEach((x, i) => assert.ok(Math.abs(items[i] - x) <= 1e-14 * x, `${items[i]} ${x}`));
        const sum = categoricalCrossEntropy(labels, logits, { fromLogits, reduction: 'sum' });
        assert.ok(Math.abs(sum - total) <= 1e-14 * total, `${sum} ${total}`);
        const single = { ...logits, data: Float32Array.from(logits.data) };
        const ours = categoricalCrossEntropy(labels, single, { fromLogits });
        const theirs = slowly(labels, single).reduce((a, b) => a + b) / rows;
        assert.ok(Math.abs(ours - theirs) <= 1e-14 * theirs, `${ours} ${theirs}`);
      }
    });

  it('keeps its digits over many rows, sure ones too', () => {
    for (const scale of [1, 36, 200]) {
      const rows = 20_001;
      const logits = { shape: [rows, 3], data: Float64Array.from(logitsOf(random, rows * 3, scale)) };
      const labels = Int32Array.from({ length: rows }, (_, row) => {
        const row3 = logits.data.subarray(3 * row, 3 * row + 3);
        return row3.indexOf(Math.max(...row3));
      });
      const expected = slowly(labels, logits).sort((a, b) => a - b).reduce((a, b) => a + b); // prettier-ignore
      const sum = categoricalCrossEntropy(labels, logits, { fromLogits, reduction: 'sum' });
      assert.ok(Math.abs(sum - expected) <= 1e-12 * expected, `${sum} ${expected}`);
    }
  });
});

/** The least eigenvalue of a symmetric matrix, by Jacobi rotations. */
function leastEigenvalue(matrix: number[][]): number {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 12; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t =
          Math.abs(theta) > 1e150 ? 0.5 / theta : Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
      }
  return Math.min(...a.map((row, i) => row[i]));
}
