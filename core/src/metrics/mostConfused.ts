import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import type { Label } from './labels.js';
import { marginals } from './marginals.js';
import { wilsonInterval } from './wilsonInterval.js';

/** A pair of classes that were taken for one another. */
export interface Confusion {
  actual: Label;
  predicted: Label;
  /** The indices of the two in `labels`. */
  row: number;
  column: number;
  /** Items of `actual` read as `predicted`; with `symmetric`, the other way as well. */
  count: number;
  /** Items of `actual`; with `symmetric`, of both classes. */
  of: number;
  /** `count / of`, with its Wilson interval from `low` to `high`. */
  rate: number;
  low: number;
  high: number;
}

export interface MostConfusedOptions {
  /** The least count that is listed, itself included; default 1. */
  min?: number;
  /** Counts both directions of a pair together; default false. */
  symmetric?: boolean;
  /** Level of the intervals; default 0.95. */
  level?: number;
}

/**
 * Lists the pairs of different classes that are mistaken most, the most frequent first.
 *
 * Formula: `count = counts[i][j]` of the `i`-th class's items, or with `symmetric` `counts[i][j] + counts[j][i]` of the
 * items of both, for `i < j`; kept where `count >= min`.
 * Takes a confusion matrix; gives counts and rates with Wilson intervals. Ties keep the order of the matrix.
 * A pair that was never mistaken is not listed, whatever `min` is.
 * Throws `range` for a `min` below 0 or a level outside 0..1, `option`, and what `confusionFromCounts` throws.
 * @example mostConfused(confusionFromCounts([[8, 2], [1, 9]]), { min: 2 })[0].rate // 0.2
 * Source: the course.
 */
export function mostConfused(cm: ConfusionMatrix, options: MostConfusedOptions = {}): Confusion[] {
  checkOptions(options, ['min', 'symmetric', 'level']);
  const { min = 1, symmetric = false, level = 0.95 } = options;
  if (!(min >= 0)) throw new CoreError('range', `min ${min}`, 'a count from 0 up', { argument: 'min' });
  const { actual, size, total } = marginals(cm);
  wilsonInterval(0, total, level);
  const cells: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < size; row++)
    for (let column = symmetric ? row + 1 : 0; column < size; column++) {
      const count = cm.counts[row][column] + (symmetric ? cm.counts[column][row] : 0);
      if (row === column || count === 0 || count < min) continue;
      cells.push(row * size + column);
      counts.push(count);
    }
  const order = Uint32Array.from(counts, (_, i) => i).sort((a, b) => counts[b] - counts[a] || a - b);
  return Array.from(order, (at) => {
    const column = cells[at] % size;
    const row = (cells[at] - column) / size;
    const [count, of] = [counts[at], actual[row] + (symmetric ? actual[column] : 0)];
    const { low, high } = wilsonInterval(count, of, level);
    return {
      actual: cm.labels[row],
      predicted: cm.labels[column],
      row,
      column,
      count,
      of,
      rate: count / of,
      low,
      high,
    };
  });
}
