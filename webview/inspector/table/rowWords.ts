import type { TableColumnName, TableRowFacts } from '../../../extension/protocol/inspector/table.js';
import { probability } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { valueText } from './values.js';

/** The columns of a row, that first which with the middle of the class in its place makes p highest. */
export const byMiddle = ({ middle }: Pick<TableRowFacts, 'middle'>): number[] =>
  Array.from(middle, (_, column) => column).sort((a, b) => (middle[b] || 0) - (middle[a] || 0));

/** A change of p that is worth a word. */
const WORTH = 0.005;

/** The answer first: which value decides how a row is read, and what p would be with the middle of its class. */
export function sayRow(
  facts: TableRowFacts,
  columns: readonly TableColumnName[],
  classes: readonly string[],
): { answer: string; rest: string } {
  const { p, middle, actual, predicted } = facts;
  const order = byMiddle(facts);
  const [first, second] = order;
  const own = classes[actual] ?? '';
  const name = (column: number): string => columns[column]?.name ?? '';
  const lifts = order.filter((column) => middle[column] > 0.5).length;
  if (first === undefined || !(middle[first] >= 0)) return { answer: t('Nothing is known of the columns.'), rest: '' };
  const would = t(
    'With the {0} of the middle {1}, p would be {2} instead of {3}',
    valueText(columns[first], facts.own[5 * first + 2]),
    own,
    probability(middle[first]),
    probability(p),
  );
  if (actual === predicted) {
    if (middle[first] - p < WORTH)
      return { answer: t('Read right.'), rest: t('No value by itself speaks against {0}.', own) };
    return {
      answer: t('Read right; {0} speaks most against it.', name(first)),
      rest: `${placed(facts, first, columns, own)} ${would}.`,
    };
  }
  if (lifts === 0 && probability(middle[first]) === probability(p))
    return {
      answer: t('No column alone decides.'),
      rest: t('No value by itself changes its p of {0}.', probability(p)),
    };
  if (lifts === 0)
    return {
      answer: t('No column alone decides; {0} counts most.', name(first)),
      rest: `${placed(facts, first, columns, own)} ${would}.`,
    };
  const others =
    lifts > 1
      ? t('{0} would do as well.', order.slice(1, Math.min(lifts, 4)).map(name).join(', '))
      : second === undefined
        ? ''
        : t('No other column by itself lifts it above {0}.', probability(middle[second]));
  return {
    answer: lifts > 1 ? t('{0} decides.', name(first)) : t('{0} alone decides.', name(first)),
    rest: `${placed(facts, first, columns, own)} ${would}. ${others}`,
  };
}

/** Where a value lies among the rows of its class that were trained on. */
function placed(facts: TableRowFacts, column: number, columns: readonly TableColumnName[], own: string): string {
  const value = facts.values[column];
  const [least, lower, , upper, most] = facts.own.subarray(5 * column, 5 * column + 5);
  const text = (x: number): string => valueText(columns[column], x);
  if (columns[column].words)
    return facts.beyond[column] ? t('No {0} in training has its {1}.', own, text(value)) : t('It is {0}.', text(value));
  if (value > most) return t('Its {0} is above every {1} in training ({2} at most).', text(value), own, text(most));
  if (value < least) return t('Its {0} is below every {1} in training ({2} at least).', text(value), own, text(least));
  if (value < lower || value > upper)
    return t('Its {0} lies outside the middle half of {1} ({2}–{3}).', text(value), own, text(lower), text(upper));
  return t('Its {0} lies in the middle half of {1}.', text(value), own);
}
