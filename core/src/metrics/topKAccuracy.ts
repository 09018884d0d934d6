import { counted, tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import { toTensor, type NumericArray, type TensorLike } from '../tensor/tensor.js';

/**
 * The part of the items whose actual class is among the `k` with the greatest scores.
 *
 * Formula: `#{i : fewer than k classes rank before actual[i] in scores[i]} / n`.
 * Takes class indices `[n]` and scores `[n, classes]`, logits or probabilities; gives a rate from 0 to 1.
 * Of equal scores the higher index ranks first, as in scikit-learn: a constant row hits the last `k` classes only.
 * With `k` from the number of classes up it is 1. `Infinity` and `-Infinity` rank as they compare.
 * Throws `empty` without items, `shape` where lengths differ, `range` for an index or a `k` out of range, `notFinite`
 * for a NaN score, each with its place; `option`.
 * @example topKAccuracy([0, 2], [[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]], { k: 2 }) // 0
 * Source: scikit-learn's `top_k_accuracy_score`.
 */
export function topKAccuracy(
  actual: NumericArray | readonly number[],
  scores: TensorLike,
  options: { k?: number } = {},
): number {
  checkOptions(options, ['k']);
  const { k = 2 } = options;
  const { shape, data } = toTensor(scores, 'scores');
  const [n, classes] = shape;
  if (shape.length !== 2)
    throw new CoreError('shape', `shape ${tuple(shape)}`, 'shape (n, classes)', { argument: 'scores' });
  if (actual.length !== n)
    throw new CoreError('shape', counted(actual.length, 'index', 'indices'), `${n}, one a row of scores`, {
      argument: 'actual',
    });
  if (n === 0) throw new CoreError('empty', 'no items', 'at least one', { argument: 'actual' });
  if (!Number.isInteger(k) || k < 1)
    throw new CoreError('range', `k ${k}`, 'a whole number from 1 up', { argument: 'k' });
  let hits = 0;
  for (let i = 0; i < n; i++) {
    const own = actual[i];
    if (!Number.isInteger(own) || own < 0 || own >= classes)
      throw new CoreError('range', `the class index ${own}`, `0 to ${classes - 1}`, { argument: 'actual', path: [i] });
    const score = data[i * classes + own];
    let before = 0;
    for (let j = 0; j < classes; j++) {
      const other = data[i * classes + j];
      if (Number.isNaN(other)) throw new CoreError('notFinite', 'NaN', 'a score', { argument: 'scores', path: [i, j] });
      if (other > score || (other === score && j > own)) before++;
    }
    if (before < k) hits++;
  }
  return hits / n;
}
