import type { ArrayFacts } from '../../protocol/arrayFacts.js';
import type { PairFacts } from '../../protocol/language.js';
import { ACCURACY, type Kind, type PairReading } from '../../protocol/reading.js';
import { count, percent, result } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';

/** What an array is, in the field's words. */
export function kindName(kind: Kind): string {
  const names: Record<Kind, string> = {
    classIndices: t('class indices'),
    binaryLabels: t('binary labels'),
    multiLabels: t('multi-label rows'),
    oneHot: t('one-hot'),
    distributions: t('probabilities'),
    positive: t('probabilities of the positive class'),
    percentages: t('percentages'),
    counts: t('counts'),
    logits: t('logits'),
    scores: t('scores'),
    values: t('numbers'),
  };
  return names[kind];
}

/** What an array is that is neither a distribution nor logits, where its numbers or its name say so. */
export function kindLine({ kinds, shape, count: n, mean }: ArrayFacts): string | null {
  const over = plural(shape.at(-1) ?? 1, '{0} class', '{0} classes');
  switch (kinds[0]) {
    case 'oneHot':
      return shape.length > 1 ? t('one-hot rows over {0}', over) : null;
    case 'percentages':
      return t('percentages over {0}', over);
    case 'counts':
      return t('counts, {0} in all', count((mean ?? 0) * n));
    default:
      return null;
  }
}

/** What a reading comes to: `log loss 0.400367 nats, mean over 4 items (binary labels, probabilities of the positive class)`. */
export const readingWords = (reading: PairReading): string =>
  t('{0} {1}, {2} ({3})', measureName(reading), valueText(reading), meanOver(reading), sidesText(reading));

/** `cross-entropy with y_pred`; the key is text of the file. */
export const measuredWith = (reading: PairReading, key: string): string => t('{0} with {1}', measureName(reading), key);

/** `cross-entropy of probs with y_true`, where one row of them is at hand. */
export const measuredOf = (reading: PairReading, [target, prediction]: PairFacts['names']): string =>
  t('{0} of {1} with {2}', measureName(reading), prediction, target);

/** `0.828631 nats`, of accuracy `75.0%`. */
export const valueText = ({ measure, value, unit }: PairReading): string =>
  measure === ACCURACY ? percent(value) : unit === '' ? result(value) : t('{0} {1}', result(value), t(unit));

/** `mean over 12 items` */
export const meanOver = ({ measure, counted }: PairReading): string =>
  measure === ACCURACY ? plural(counted, '{0} item', '{0} items') : plural(counted, '{0} item', 'mean over {0} items');

/** What each side was taken as: `binary labels, probabilities of the positive class`. */
export function sidesText({ target, prediction, offered }: PairReading): string {
  if (offered) return t('if these are logits');
  return target === prediction ? kindName(target) : t('{0}, {1}', kindName(target), kindName(prediction));
}

/** A measure as it stands in a sentence. */
function measureName({ measure }: PairReading): string {
  if (measure === 'crossEntropy' || measure === 'categoricalCrossEntropy') return t('cross-entropy');
  if (measure === 'binaryCrossEntropy') return t('log loss');
  return t(measure.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** The link from a reading to its result page. */
export function fullWords(measure: string): string {
  const titles: Partial<Record<string, string>> = {
    [ACCURACY]: t('Accuracy and matrix'),
    binaryCrossEntropy: t('Full log loss'),
    meanSquaredError: t('Full squared error'),
  };
  return titles[measure] ?? t('Full loss');
}
