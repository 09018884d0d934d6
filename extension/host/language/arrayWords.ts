import { type TablePart, tuple } from '@surprisal/core';
import type { ArrayFacts, DistributionFacts, RowFacts } from '../../protocol/arrayFacts.js';
import { count, percent, short, sumText } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import { kindLine } from './kindWords.js';

/** By how much rounding of its numbers may move the norm of a vector of unit length. */
const UNIT = 1e-4;

type Strong = (text: string) => string;

/** What is known of an array in a few lines; `strong` marks what stands out, in the way of the place that shows it. */
export function arrayLines(facts: ArrayFacts, strong: Strong): string[] {
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
  const figures = [minimum, maximum, mean, standardDeviation ?? 0].map((value) => short(value));
  return t('range {0} to {1}, mean {2}, sd {3} (divisor n)', ...figures);
}

function rowLines({ rows, classes, meanEntropy, unnormalised, fromLogits }: RowFacts, strong: Strong): string[] {
  const over = plural(classes, '{0} class', '{0} classes');
  if (meanEntropy === 0 && unnormalised === 0 && !fromLogits)
    return [plural(rows, '{0} one-hot row over {1}', '{0} one-hot rows over {1}', over)];
  const what = fromLogits
    ? plural(rows, '{0} row of logits over {1}', '{0} rows of logits over {1}', over)
    : plural(rows, '{0} distribution over {1}', '{0} distributions over {1}', over);
  const nats = short(meanEntropy);
  const line = fromLogits
    ? t('{0}, mean entropy {1} nats by softmax', what, nats)
    : t('{0}, mean entropy {1} nats', what, nats);
  if (!unnormalised) return [line];
  return [line, strong(plural(unnormalised, '{0} of them does not sum to 1', '{0} of them do not sum to 1'))];
}

function distributionLines(facts: DistributionFacts, strong: Strong): string[] {
  const { classes, sum, entropy, perplexity, top, second, fromLogits } = facts;
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
  const words = {
    digit: t('Picture of {0} pixels, white on black, {1} to {2}', shape.join(' × '), least, most),
    colours: t('Picture of {0} pixels in red, green and blue, {1} to {2}', shape.join(' × '), least, most),
    bars: t('Bars of the probability of each class, {0} to {1}', least, most),
    entropy: t('Picture of the entropy at each place'),
    heat: t('Colours of the values, {0} to {1}', least, most),
    histogram: t('Histogram of the values, {0} to {1}', least, most),
  };
  return words[picture?.kind ?? 'histogram'];
}

/** Which part of a table is described; the name of a column is text of the file. */
export function tableWords({ column, row, numbers, cells }: TablePart): string {
  const of = t('numbers in {0} of {1}', count(numbers), plural(cells, '{0} cell', '{0} cells'));
  if (column !== null) return t('Column {0}, {1}', column, of);
  return row === null ? t('Row, {0}', of) : t('Row {0}, {1}', count(row), of);
}
