import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import type { Label } from './labels.js';
import { marginals } from './marginals.js';

/** Precision, recall and their harmonic mean; `null` where undefined and `zeroDivision` is `null`. */
export interface Rates {
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

export interface ClassReport extends Rates {
  label: Label;
  /** Items of this class. */
  support: number;
  /** Items read as this class. */
  predicted: number;
  /** Items of this class that were read as it. */
  correct: number;
}

export interface ClassificationReport {
  /** One entry a class, in the order of the matrix. */
  classes: ClassReport[];
  /** Mean over the classes. */
  macro: Rates;
  /** Of all items together; with one label an item all three are the accuracy. */
  micro: Rates;
  /** Mean over the classes, weighted by support. */
  weighted: Rates;
  accuracy: number | null;
  total: number;
}

export interface ReportOptions {
  /** The value of a rate that is `0/0`; default `null`, which the averages leave out. */
  zeroDivision?: 0 | 1 | null;
}

/**
 * Precision, recall, F1 and support of each class, with their macro, micro and weighted means.
 *
 * Formula: `precision = right / predicted`, `recall = right / support`, `f1 = 2 right / (predicted + support)`.
 * Takes a confusion matrix; gives rates from 0 to 1 and counts.
 * A rate of `0/0` is `null` and stays out of the means, as scikit-learn does with `zero_division=np.nan`; its own
 * default, a silent 0, is `zeroDivision: 0`. Where the classes that remain have no support, their weighted mean is the
 * plain one, also as there.
 * Throws `option` for another `zeroDivision`, and what `confusionFromCounts` throws for a matrix that is none.
 * @example classificationReport(confusionFromCounts([[3, 1], [0, 4]])).classes[0].recall // 0.75
 * Source: scikit-learn's `precision_recall_fscore_support`.
 */
export function classificationReport(cm: ConfusionMatrix, options: ReportOptions = {}): ClassificationReport {
  checkOptions(options, ['zeroDivision']);
  const { zeroDivision = null } = options;
  if (zeroDivision !== null && zeroDivision !== 0 && zeroDivision !== 1)
    throw new CoreError('option', `zeroDivision ${String(zeroDivision)}`, '0, 1 or null', { argument: 'zeroDivision' });
  const { actual, predicted, correct, total, totalCorrect } = marginals(cm);
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : zeroDivision);
  const rates = (right: number, read: number, support: number): Rates => ({
    precision: share(right, read),
    recall: share(right, support),
    f1: share(2 * right, read + support),
  });
  const classes = cm.labels.map((label, i) => ({
    label,
    ...rates(correct[i], predicted[i], actual[i]),
    support: actual[i],
    predicted: predicted[i],
    correct: correct[i],
  }));
  return {
    classes,
    macro: average(classes, () => 1),
    micro: rates(totalCorrect, total, total),
    weighted: average(classes, ({ support }) => support),
    accuracy: total > 0 ? totalCorrect / total : null,
    total,
  };
}

function average(classes: ClassReport[], weightOf: (entry: ClassReport) => number): Rates {
  const mean = (rate: keyof Rates): number | null => {
    const defined = classes.flatMap((entry) => {
      const value = entry[rate];
      return value === null ? [] : [{ value, weight: weightOf(entry) }];
    });
    const weight = defined.reduce((sum, entry) => sum + entry.weight, 0);
    if (weight > 0) return defined.reduce((sum, entry) => sum + entry.weight * entry.value, 0) / weight;
    return defined.length > 0 ? defined.reduce((sum, { value }) => sum + value, 0) / defined.length : null;
  };
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}
