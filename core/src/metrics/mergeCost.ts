import { relativeTerm } from '../divergences/relativeTerm.js';
import { CoreError } from '../numeric/error.js';
import { CompensatedSum } from '../numeric/sum.js';
import { powerOf2, unitFor } from '../numeric/unit.js';
import { indexLabels, type ConfusionMatrix } from './confusionMatrix.js';
import { quoteLabel, type Label } from './labels.js';
import { marginals, type Marginals } from './marginals.js';
import { findLabel } from './mergeClasses.js';

export interface MergeCost {
  /** Mutual information of actual and predicted class that the merge loses, in bits. */
  bits: number;
  /** `bits` as a share of the most that telling these two apart can be worth; `null` where one of them has no items. */
  share: number | null;
}

/**
 * What merging two classes costs: the information about the actual class that the predictions no longer give.
 *
 * Formula: `I(actual; predicted) - I` of the matrix with both merged, in bits; its share is of
 * `(pa+pb) H(pa/(pa+pb))` with `pa`, `pb` the parts of all items that are of each class. Taken as the sum of what each
 * group of cells that fall together loses, so that nothing cancels and it is never negative.
 * Takes a confusion matrix and two of its labels. Bits alone favour rare classes; the share does not. The share can pass
 * 1 where the two predictions also tell other classes apart.
 * Without items both are 0 and `null`. Throws `option` for an unknown label or one and the same twice.
 * @example mergeCost(confusionFromCounts([[4, 0], [0, 4]]), 0, 1).bits // 1
 * Source: Cover and Thomas, Elements of Information Theory: the data processing and log-sum inequalities.
 */
export function mergeCost(cm: ConfusionMatrix, a: Label, b: Label): MergeCost {
  const sums = marginals(cm);
  const index = indexLabels(cm.labels);
  const i = findLabel(index, a, 'a');
  const j = findLabel(index, b, 'b');
  if (i === j) throw new CoreError('option', `${quoteLabel(a)} twice`, 'two different classes', { argument: 'b' });
  return costOfPair(cm, sums, i, j);
}

/** The cost of one pair of classes, by their indices. */
export interface PairCost extends MergeCost {
  i: number;
  j: number;
}

/**
 * `mergeCost` of every pair of classes, in the order of the matrix.
 * Takes a confusion matrix; throws what `confusionFromCounts` throws for a matrix that is none.
 * @example mergeCosts(confusionFromCounts([[4, 0], [0, 4]]))[0].bits // 1
 */
export function mergeCosts(cm: ConfusionMatrix): PairCost[] {
  const sums = marginals(cm);
  const costs: PairCost[] = [];
  for (let i = 0; i < sums.size; i++)
    for (let j = i + 1; j < sums.size; j++) costs.push({ i, j, ...costOfPair(cm, sums, i, j) });
  return costs;
}

/** `mergeCost` for two indices, with the sums of the matrix at hand. */
export function costOfPair({ counts }: ConfusionMatrix, sums: Marginals, i: number, j: number): MergeCost {
  const { actual, predicted, total, size } = sums;
  const unit = unitFor(total);
  const at = (row: number, column: number): number => counts[row][column] / unit;
  const [x, y] = nearOne(actual[i], actual[j]);
  const [u, v] = nearOne(predicted[i], predicted[j]);
  // What cells lose that fall together: their counts, told apart from the shares that chance would give them.
  const lost = (a: number, b: number, one: number, other: number): number =>
    a + b > 0
      ? relativeTerm(a, ((a + b) * one) / (one + other)) + relativeTerm(b, ((a + b) * other) / (one + other))
      : 0;
  const four = at(i, i) + at(i, j) + at(j, i) + at(j, j);
  const corner = (count: number, row: number, column: number): number =>
    four > 0 ? relativeTerm(count, (four * row * column) / ((x + y) * (u + v))) : 0;
  // Compensated, so that pairs of equal cost stay equal in whatever order their classes stand.
  const nats = new CompensatedSum();
  nats.add(corner(at(i, i), x, u));
  nats.add(corner(at(i, j), x, v));
  nats.add(corner(at(j, i), y, u));
  nats.add(corner(at(j, j), y, v));
  const [row, other] = [counts[i], counts[j]];
  for (let k = 0; k < size; k++) {
    if (k === i || k === j) continue;
    // Most cells of many classes are 0, and 0 adds nothing.
    if (row[k] !== 0 || other[k] !== 0) nats.add(lost(row[k] / unit, other[k] / unit, x, y));
    const column = counts[k];
    if (column[i] !== 0 || column[j] !== 0) nats.add(lost(column[i] / unit, column[j] / unit, u, v));
  }
  const bits = total > 0 ? nats.value / (total / unit) / Math.LN2 : 0;
  const most = pairEntropy(actual[i], actual[j]) / total;
  return { bits, share: most > 0 ? bits / most : null };
}

/** Two counts by a power of two that brings their sum near 1, so that no product of them leaves the numbers. */
function nearOne(a: number, b: number): [number, number] {
  const unit = a + b > 0 ? powerOf2(a + b) : 1;
  return [a / unit, b / unit];
}

/** `(a+b) H(a/(a+b))` in bits. */
function pairEntropy(a: number, b: number): number {
  return a > 0 && b > 0 ? a * Math.log2((a + b) / a) + b * Math.log2((a + b) / b) : 0;
}
