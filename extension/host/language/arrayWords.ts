import { type TablePart, tuple } from '@surprisal/core';
import type { ArrayFacts, DistributionFacts, RowFacts } from '../../protocol/arrayFacts.js';
import { count, percent, short, sumText } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import { kindLine } from './kindWords.js';

/** By how much rounding of its numbers may move the norm of a vector of unit length. */
const UNIT = 1e-4;

/** What is known of an array in a few lines; `strong` marks what stands out, in the way of the place that shows it. */
export function arrayLines(facts: ArrayFacts, strong: (text: string) => string): string[] {
  const { shape, count: n, booleans, notZero, nans, infinities, distribution, rows, norm } = facts;
  const what = booleans ? t('{0}, {1} true', numbersOf(facts), count(notZero)) : numbersOf(facts);
  const head = t('{0} of {1}, shape {2}', strong(t('Array')), what, tuple(shape));
  const range = rangeWords(facts);
  if (booleans) return [head];
  if (distribution) return [...distributionLines(distribution, strong), t('{0}, {1}', what, range)];
  const odd = [
    ...(nans ? [strong(t('{0} NaN', count(nans)))] : []),
    ...(infinities ? [strong(t('{0} infinite', count(infinities)))] : []),
  ];
  const rest = n - nans - infinities;
  const sparse = rest - notZero > n / 4 ? [t('{0} not zero ({1})', count(notZero), percent(notZero / n, 0))] : [];
  const finite = !odd.length
    ? t('no NaN, no infinity')
    : rest > 0
      ? t('{0} of {1}; statistics over the other {2}', odd.join(', '), count(n), count(rest))
      : t('{0} of {1}', odd.join(', '), count(n));
  const kind = kindLine(facts);
  return [
    head,
    ...(range ? [range] : []),
    ...(norm === null
      ? []
      : [Math.abs(norm - 1) <= UNIT ? t('norm {0}, unit length', short(norm, 6)) : t('norm {0}', short(norm, 6))]),
    [...sparse, finite].join('; '),
    ...(kind === null ? [] : [kind]),
    ...(rows ? rowLines(rows, strong) : []),
  ];
}

const numbersOf = ({ count: n, whole, booleans }: ArrayFacts): string =>
  booleans
    ? plural(n, '{0} boolean', '{0} booleans')
    : whole
      ? plural(n, '{0} whole number', '{0} whole numbers')
      : plural(n, '{0} number', '{0} numbers');

function rangeWords({ minimum, maximum, mean, standardDeviation }: ArrayFacts): string {
  if (minimum === null || maximum === null || mean === null) return '';
  return t(
    'range {0} to {1}, mean {2}, sd {3} (divisor n)',
    short(minimum),
    short(maximum),
    short(mean),
    short(standardDeviation ?? 0),
  );
}

function rowLines(
  { rows, classes, meanEntropy, unnormalised, fromLogits }: RowFacts,
  strong: (text: string) => string,
) {
  const over = plural(classes, '{0} class', '{0} classes');
  const lines =
    meanEntropy === 0 && unnormalised === 0 && !fromLogits
      ? [plural(rows, '{0} one-hot row over {1}', '{0} one-hot rows over {1}', over)]
      : [
          fromLogits
            ? t(
                '{0}, mean entropy {1} nats by softmax',
                plural(rows, '{0} row of logits over {1}', '{0} rows of logits over {1}', over),
                short(meanEntropy),
              )
            : t(
                '{0}, mean entropy {1} nats',
                plural(rows, '{0} distribution over {1}', '{0} distributions over {1}', over),
                short(meanEntropy),
              ),
        ];
  if (unnormalised)
    lines.push(strong(plural(unnormalised, '{0} of them does not sum to 1', '{0} of them do not sum to 1')));
  return lines;
}

function distributionLines(
  { classes, sum, entropy, perplexity, top, second, fromLogits }: DistributionFacts,
  strong: (text: string) => string,
): string[] {
  const over = plural(classes, '{0} class', '{0} classes');
  if (top.p === 1 && second === null && !fromLogits)
    return [t('{0}, class {1}', strong(t('One-hot over {0}', over)), top.index)];
  const head = fromLogits ? t('Logits of {0}', over) : t('Distribution over {0}', over);
  const first = t('top class {0} at {1}: surprise {2} nats', top.index, short(top.p), short(top.surprise));
  const bits = short(entropy / Math.LN2);
  return [
    fromLogits ? t('{0}, by softmax', strong(head)) : t('{0}, sums to {1}', strong(head), sumText(sum)),
    second ? t('{0}, then {1} at {2}', first, second.index, short(second.p)) : first,
    t('entropy {0} nats ({1} bits), perplexity {2}', short(entropy), bits, short(perplexity)),
  ];
}

/** A description of the picture for screen readers. */
export function pictureWords({ picture, shape, minimum, maximum }: ArrayFacts): string {
  const [least, most] = [short(minimum ?? NaN), short(maximum ?? NaN)];
  switch (picture?.kind) {
    case 'digit':
      return t('Picture of {0} pixels, white on black, {1} to {2}', shape.join(' × '), least, most);
    case 'colours':
      return t('Picture of {0} pixels in red, green and blue, {1} to {2}', shape.join(' × '), least, most);
    case 'bars':
      return t('Bars of the probability of each class, {0} to {1}', least, most);
    case 'entropy':
      return t('Picture of the entropy at each place');
    case 'heat':
      return t('Colours of the values, {0} to {1}', least, most);
    default:
      return t('Histogram of the values, {0} to {1}', least, most);
  }
}

/** Which part of a table is described; the name of a column is text of the file. */
export function tableWords({ column, row, numbers, cells }: TablePart): string {
  const of = t('numbers in {0} of {1}', count(numbers), plural(cells, '{0} cell', '{0} cells'));
  if (column !== null) return t('Column {0}, {1}', column, of);
  return row === null ? t('Row, {0}', of) : t('Row {0}, {1}', count(row), of);
}
