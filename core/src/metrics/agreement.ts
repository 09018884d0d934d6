import { powerOf2 } from '../numeric/unit.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import { quoteLabel } from './labels.js';
import { marginals } from './marginals.js';

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
  const { byChance, observed } = disagreement(cm);
  return byChance > 0 ? (byChance - observed) / byChance : null;
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
  const { byChance, observed, ofActual, ofPredicted } = disagreement(cm);
  const product = ofActual * ofPredicted;
  const spread = product > 1e-290 ? Math.sqrt(product) : Math.sqrt(ofActual) * Math.sqrt(ofPredicted);
  return spread > 0 ? Math.max(-1, Math.min(1, (byChance - observed) / spread)) : null;
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

/**
 * How many pairs of items differ, of `n^2`: by chance and as observed, and of the actual and the predicted classes among
 * themselves. None cancels. In units of about n, so that none leaves the numbers either.
 */
function disagreement(cm: ConfusionMatrix) {
  const { actual, predicted, total } = marginals(cm);
  const unit = total > 0 ? powerOf2(total) : 1;
  const pairs = (some: number[], others: number[]): number =>
    some.reduce((sum, count, i) => sum + (count / unit) * ((total - others[i]) / unit), 0);
  const wrong = cm.counts.reduce(
    (sum, row, i) => row.reduce((rest, count, j) => (i === j ? rest : rest + count), sum),
    0,
  );
  return {
    byChance: pairs(actual, predicted),
    observed: (total / unit) * (wrong / unit),
    ofActual: pairs(actual, actual),
    ofPredicted: pairs(predicted, predicted),
  };
}
