import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { EIGENVALUE_TOLERANCE } from '../numeric/tolerance.js';
import { logSoftmax } from '../probability/softmax.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';

/**
 * The second derivatives of softmax followed by cross-entropy, for the logits.
 *
 * `diag(p) - p p'` with `p = softmax(logits)`; it does not depend on the target. Shapes: `classes` logits give
 * `[classes][classes]`. It is positive semidefinite, so cross-entropy is convex in the logits (not in the weights of a
 * network); the vector of ones is always in its null space.
 * The diagonal `p (1 - p)` is taken through `-expm1(ln p)`, so a sure answer keeps its small curvature.
 * Throws as `softmax` does, and `shape` for anything but one vector.
 *
 * @example softmaxCrossEntropyHessian([0, 0]) // [[0.25, -0.25], [-0.25, 0.25]]
 * Source: the course; Boyd and Vandenberghe, *Convex Optimization*, 3.1.5.
 */
export function softmaxCrossEntropyHessian(logits: TensorLike): number[][] {
  const { shape, data } = toTensor(logits, 'logits');
  if (shape.length !== 1)
    throw new CoreError('shape', `shape ${tuple(shape)}`, 'one vector of logits', { argument: 'logits' });
  const logs = Array.from(logSoftmax({ shape, data }).data);
  return logs.map((a, i) => logs.map((b, j) => 0 - (i === j ? Math.exp(a) * Math.expm1(a) : Math.exp(a + b))));
}

/**
 * Whether a symmetric matrix has no eigenvalue below zero, up to `tolerance` of its largest entry.
 *
 * `x' A x >= -tolerance max|A| x' x` for all x, decided by a Cholesky factorisation of the shifted matrix.
 * Shapes: `[n][n]`; unitless. The zero matrix is positive semidefinite.
 * Throws, naming the place: `shape` unless square, `range` where two mirrored entries differ, `notFinite`, `empty`.
 *
 * @example isPositiveSemidefinite([[1, 2], [2, 1]]) // false
 * Source: Golub and Van Loan, *Matrix Computations*, 4.2.
 */
export function isPositiveSemidefinite(matrix: TensorLike, tolerance = EIGENVALUE_TOLERANCE): boolean {
  const { shape, data } = toTensor(matrix, 'matrix');
  const n = shape[0] ?? 0;
  if (shape.length !== 2 || shape[1] !== n)
    throw new CoreError('shape', `shape ${tuple(shape)}`, 'a square matrix', { argument: 'matrix' });
  if (n === 0) throw new CoreError('empty', 'shape (0, 0)', 'at least one row', { argument: 'matrix' });
  let largest = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const place = { argument: 'matrix', path: [i, j] };
      const x = data[i * n + j];
      if (!Number.isFinite(x)) throw new CoreError('notFinite', String(x), 'a finite number', place);
      largest = Math.max(largest, Math.abs(x));
      const apart = Math.abs(x - data[j * n + i]);
      if (j < i && apart > 1e-9 * Math.max(Math.abs(x), largest))
        throw new CoreError('range', String(x), `${data[j * n + i]}, its mirrored entry`, place);
    }
  if (largest === 0) return true;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = data[i * n + j] / largest + (i === j ? tolerance : 0);
      for (let k = 0; k < j; k++) rest -= factor[i * n + k] * factor[j * n + k];
      if (i !== j) factor[i * n + j] = rest / factor[j * n + j];
      else if (rest > 0) factor[i * n + i] = Math.sqrt(rest);
      else return false;
    }
  return true;
}
