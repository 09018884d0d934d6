import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkCount, indexLabels, type ConfusionMatrix } from './confusionMatrix.js';

/** What every measure of a confusion matrix starts from. */
export interface Marginals {
  size: number;
  /** Items of each actual class: the support. */
  actual: number[];
  /** Items read as each class. */
  predicted: number[];
  /** Items of each class that were read right. */
  correct: number[];
  total: number;
  totalCorrect: number;
}

/** Checks a confusion matrix (square, as many labels, counts from 0 up) and adds up its rows, columns and diagonal. */
export function marginals({ labels, counts }: ConfusionMatrix): Marginals {
  const { length: size } = indexLabels(labels).labels;
  if (counts.length !== size)
    throw new CoreError('shape', counted(counts.length, 'row'), `${size}, one a label`, { argument: 'counts' });
  const predicted = labels.map(() => 0);
  const actual = counts.map((row, i) => {
    if (row.length !== size)
      throw new CoreError('ragged', `a row of ${row.length}`, `${counted(size, 'count')}, one a label`, {
        argument: 'counts',
        path: [i],
      });
    let sum = 0;
    for (let j = 0; j < size; j++) {
      checkCount(row[j], i, j);
      predicted[j] += row[j];
      sum += row[j];
    }
    return sum;
  });
  const correct = counts.map((row, i) => row[i]);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const total = sum(actual);
  if (total > Number.MAX_SAFE_INTEGER)
    throw new CoreError('limit', counted(total, 'item'), 'at most 2^53 - 1, which can be counted', {
      argument: 'counts',
    });
  return { size, actual, predicted, correct, total, totalCorrect: sum(correct) };
}
