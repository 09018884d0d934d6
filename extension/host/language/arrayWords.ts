import type { ArrayFacts, DistributionFacts } from '../../protocol/language.js';
import { count, percent, short } from '../numbers.js';
import { t } from '../t.js';

/** What is known of an array in a few lines; `strong` marks what stands out, in the way of the place that shows it. */
export function arrayLines(facts: ArrayFacts, strong: (text: string) => string): string[] {
  const { shape, count: n, whole, notZero, nans, infinities, distribution, rows } = facts;
  const numbers = whole ? t('whole numbers') : t('numbers');
  const range = rangeWords(facts);
  if (distribution) return [...distributionLines(distribution, strong), `${count(n)} ${numbers}, ${range}`];
  const size = shape.map((length) => count(length)).join(' × ');
  const lines = [
    shape.length > 1
      ? t('{0} of {1} {2}', strong(t('{0} array', size)), count(n), numbers)
      : t('{0} of {1} {2}', strong(t('Array')), count(n), numbers),
  ];
  if (range) lines.push(range);
  const odd = [
    ...(nans ? [strong(t('{0} NaN', count(nans)))] : []),
    ...(infinities ? [strong(t('{0} infinite', count(infinities)))] : []),
  ];
  const sparse = n - notZero > n / 4 ? [t('{0} not zero ({1})', count(notZero), percent(notZero / n, 0))] : [];
  lines.push([...sparse, odd.length ? odd.join(', ') : t('no NaN, no infinity')].join('; '));
  if (rows) {
    const many = t('{0} distributions over {1} classes', count(rows.rows), count(rows.classes));
    lines.push(t('{0}, mean entropy {1} nats', many, short(rows.meanEntropy)));
    if (rows.unnormalised) lines.push(strong(t('{0} of them do not sum to 1', count(rows.unnormalised))));
  }
  return lines;
}

function rangeWords({ minimum, maximum, mean, standardDeviation }: ArrayFacts): string {
  if (minimum === null || maximum === null || mean === null) return '';
  return t(
    'range {0} to {1}, mean {2}, sd {3}',
    short(minimum),
    short(maximum),
    short(mean),
    short(standardDeviation ?? 0),
  );
}

function distributionLines(
  { classes, sum, entropy, perplexity, top, second, fromLogits }: DistributionFacts,
  strong: (text: string) => string,
): string[] {
  const head = fromLogits
    ? t('Logits of {0} classes', count(classes))
    : t('Distribution over {0} classes', count(classes));
  const first = t('top class {0} at {1}: surprise {2} nats', top.index, short(top.p), short(top.surprise));
  const bits = short(entropy / Math.LN2);
  return [
    fromLogits ? t('{0}, as softmax reads them', strong(head)) : t('{0}, sums to {1}', strong(head), sum.toFixed(4)),
    second ? t('{0}, then {1} at {2}', first, second.index, short(second.p)) : first,
    t('entropy {0} nats ({1} bits), like {2} equal classes', short(entropy), bits, short(perplexity)),
  ];
}

/** What the picture shows, for who does not see it. */
export function pictureWords({ picture, shape, minimum, maximum }: ArrayFacts): string {
  const [least, most] = [short(minimum ?? NaN), short(maximum ?? NaN)];
  switch (picture?.kind) {
    case 'digit':
      return t('Picture of {0} pixels, white on black, {1} to {2}', shape.join(' × '), least, most);
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
