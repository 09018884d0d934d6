import { readChoice, type ChoiceOption } from '../numeric/option.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import { marginals } from './marginals.js';

/** What a cell's share is taken of: its row, its column, or the whole matrix. */
export type ConfusionShare = 'actual' | 'predicted' | 'all';

const SHARE = {
  kind: 'choice',
  name: 'of',
  title: 'What a cell is a share of',
  default: 'actual',
  choices: ['actual', 'predicted', 'all'],
} as const satisfies ChoiceOption<ConfusionShare>;

/**
 * Gives each cell's share of its row (`actual`, the recall on the diagonal), of its column (`predicted`, the precision
 * on the diagonal) or of all items.
 *
 * Formula: `counts[i][j] / sum over j`, `/ sum over i`, or `/ sum over both`.
 * Takes a confusion matrix; gives rates from 0 to 1, actual on the rows.
 * The rates of a row or column without items are `null`, where scikit-learn says 0.
 * Throws `option` for another `of`, and what `confusionFromCounts` throws for a matrix that is none.
 * @example normalizeConfusion(confusionFromCounts([[3, 1], [0, 0]])) // [[0.75, 0.25], [null, null]]
 * Source: scikit-learn's `confusion_matrix(normalize=...)`.
 */
export function normalizeConfusion(cm: ConfusionMatrix, of: ConfusionShare = 'actual'): (number | null)[][] {
  const share = readChoice<ConfusionShare>(SHARE, of);
  const { actual, predicted, total } = marginals(cm);
  return cm.counts.map((row, i) =>
    row.map((count, j) => {
      const whole = share === 'all' ? total : share === 'actual' ? actual[i] : predicted[j];
      return whole > 0 ? count / whole : null;
    }),
  );
}
