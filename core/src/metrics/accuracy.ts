import type { ConfusionMatrix } from './confusionMatrix.js';
import { marginals } from './marginals.js';

/**
 * The part of all items that was read right.
 *
 * Formula: `sum_i counts[i][i] / sum_ij counts[i][j]`.
 * Takes a confusion matrix; gives a rate from 0 to 1. Without items it is `null` (scikit-learn: NaN).
 * Throws what `confusionFromCounts` throws for a matrix that is none.
 * @example accuracy(confusionFromCounts([[3, 1], [0, 4]])) // 0.875
 * Source: scikit-learn's `accuracy_score`.
 */
export function accuracy(cm: ConfusionMatrix): number | null {
  const { total, totalCorrect } = marginals(cm);
  return total > 0 ? totalCorrect / total : null;
}

/**
 * The mean recall of the classes, so that a rare class weighs as much as a common one.
 *
 * Formula: `mean over i of counts[i][i] / sum_j counts[i][j]`, over the classes that have items.
 * Takes a confusion matrix; gives a rate from 0 to 1. Classes without items are left out, as scikit-learn leaves them
 * out; where no class has any it is `null`.
 * Throws what `confusionFromCounts` throws for a matrix that is none.
 * @example balancedAccuracy(confusionFromCounts([[3, 1], [0, 4]])) // 0.875
 * Source: scikit-learn's `balanced_accuracy_score`.
 */
export function balancedAccuracy(cm: ConfusionMatrix): number | null {
  const { actual, correct } = marginals(cm);
  const recalls = correct.map((count, i) => count / actual[i]).filter((_, i) => actual[i] > 0);
  return recalls.length > 0 ? recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length : null;
}
