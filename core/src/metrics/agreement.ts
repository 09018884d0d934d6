import { quoteLabel } from './labels.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import { marginals, type Marginals } from './marginals.js';

/**
 * Cohen's kappa: how far the agreement of actual and predicted goes beyond what their class frequencies give by chance.
 *
 * Formula: `(po - pe) / (1 - pe)` with `po` the accuracy and `pe = sum_i actual_i predicted_i / n^2`, taken as
 * `1 - n wrong / sum_i actual_i (n - predicted_i)`, which does not cancel.
 * Takes a confusion matrix; gives a number up to 1, with 0 at chance and below it negative.
 * It is `null` where all items are of one class and are read as that class, and where there are none: `whyUndefined`
 * gives the reason (scikit-learn: NaN).
 * Throws what `confusionFromCounts` throws for a matrix that is none.
 * @example cohensKappa(confusionFromCounts([[3, 1], [0, 4]])) // 0.75
 * Source: Cohen, A coefficient of agreement for nominal scales (1960); scikit-learn's `cohen_kappa_score`.
 */
export function cohensKappa(cm: ConfusionMatrix): number | null {
  const sums = marginals(cm);
  const byChance = disagreementByChance(sums);
  return byChance > 0 ? (byChance - sums.total * wrong(cm)) / byChance : null;
}

/**
 * Matthews' correlation of actual and predicted class, for any number of classes.
 *
 * Formula: `(n c - sum_i a_i p_i) / sqrt((n^2 - sum a_i^2) (n^2 - sum p_i^2))` with `c` items right, `a` and `p` the
 * actual and predicted counts of each class.
 * Takes a confusion matrix; gives a number from -1 to 1, with 0 at chance.
 * It is `null` where all items are of one class or all are read as one, and where there are none: `whyUndefined` gives
 * the reason (scikit-learn: 0).
 * Throws what `confusionFromCounts` throws for a matrix that is none.
 * @example matthewsCorrelation(confusionFromCounts([[4, 0], [0, 4]])) // 1
 * Source: Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient (2004).
 */
export function matthewsCorrelation(cm: ConfusionMatrix): number | null {
  const sums = marginals(cm);
  const spread = Math.sqrt(variety(sums.actual, sums.total) * variety(sums.predicted, sums.total));
  return spread > 0 ? (disagreementByChance(sums) - sums.total * wrong(cm)) / spread : null;
}

/**
 * Says in words why a measure of a confusion matrix is `null`, or gives `null` where it is defined.
 * @example whyUndefined(confusionFromCounts([[4]]), 'cohensKappa') // "all items are of class 0 and read as 0"
 */
export function whyUndefined(
  cm: ConfusionMatrix,
  measure: 'accuracy' | 'balancedAccuracy' | 'cohensKappa' | 'matthewsCorrelation',
): string | null {
  const { actual, predicted, total } = marginals(cm);
  if (total === 0) return 'the matrix holds no items';
  const a = actual.indexOf(total);
  const p = predicted.indexOf(total);
  if (measure === 'cohensKappa' && a >= 0 && a === p)
    return `all items are of class ${quoteLabel(cm.labels[a])} and read as ${quoteLabel(cm.labels[a])}`;
  if (measure === 'matthewsCorrelation' && a >= 0) return `all items are of class ${quoteLabel(cm.labels[a])}`;
  if (measure === 'matthewsCorrelation' && p >= 0) return `all items are read as ${quoteLabel(cm.labels[p])}`;
  return null;
}

/** `n^2 - sum a_i p_i` without cancellation. */
function disagreementByChance({ actual, predicted, total }: Marginals): number {
  return actual.reduce((sum, count, i) => sum + count * (total - predicted[i]), 0);
}

/** `n^2 - sum a_i^2` without cancellation. */
function variety(counts: number[], total: number): number {
  return counts.reduce((sum, count) => sum + count * (total - count), 0);
}

/** Items off the diagonal. */
function wrong({ counts }: ConfusionMatrix): number {
  return counts.reduce((sum, row, i) => row.reduce((rest, count, j) => (i === j ? rest : rest + count), sum), 0);
}
