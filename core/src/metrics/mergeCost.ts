import { relativeTerm } from '../divergences/relativeTerm.js';
import { CoreError } from '../numeric/error.js';
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

/** `mergeCost` for two indices, with the sums of the matrix at hand. */
export function costOfPair({ counts }: ConfusionMatrix, sums: Marginals, i: number, j: number): MergeCost {
  const { actual, predicted, total, size } = sums;
  // What cells lose that fall together: their counts, told apart from the shares that chance would give them.
  const lost = (a: number, b: number, x: number, y: number): number =>
    a + b > 0 ? relativeTerm(a, ((a + b) * x) / (x + y)) + relativeTerm(b, ((a + b) * y) / (x + y)) : 0;
  const four = counts[i][i] + counts[i][j] + counts[j][i] + counts[j][j];
  const chance = (actual[i] + actual[j]) * (predicted[i] + predicted[j]);
  const corner = (r: number, c: number): number =>
    four > 0 ? relativeTerm(counts[r][c], (four * actual[r] * predicted[c]) / chance) : 0;
  let nats = corner(i, i) + corner(i, j) + corner(j, i) + corner(j, j);
  for (let k = 0; k < size; k++)
    if (k !== i && k !== j)
      nats +=
        lost(counts[i][k], counts[j][k], actual[i], actual[j]) +
        lost(counts[k][i], counts[k][j], predicted[i], predicted[j]);
  const bits = total > 0 ? nats / total / Math.LN2 : 0;
  const most = pairEntropy(actual[i], actual[j]) / total;
  return { bits, share: most > 0 ? bits / most : null };
}

/** `(a+b) H(a/(a+b))` in bits. */
function pairEntropy(a: number, b: number): number {
  return a > 0 && b > 0 ? a * Math.log2((a + b) / a) + b * Math.log2((a + b) / b) : 0;
}
