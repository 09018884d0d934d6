import { wilsonInterval, type ConfusionMatrix } from '@surprisal/core';
import type { CellContrast } from '../../../extension/protocol/inspector/images.js';
import type { PredictionColumns } from '../../../extension/protocol/inspector/matrix.js';
import type { Why } from '../../../extension/protocol/inspector/why.js';
import { count, decimal, interval, percent, probability } from '../../shared/format.js';
import { itemCount, itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { correlation, inkRatio, median, strongest, type Ninth } from './regions.js';

/** All that is known of a cell; what has not come yet is null. */
export interface Known {
  cell: Cell;
  matrix: ConfusionMatrix;
  classes: readonly string[];
  size: { width: number; height: number; channels: number };
  predictions: PredictionColumns | null;
  contrast: CellContrast | null;
  why: Why | null;
}

export interface Said {
  id: 'what' | 'sure' | 'border' | 'drive' | 'change' | 'near';
  term: string;
  words: string;
}

/** Sentences made of the numbers: what happens, how sure, how near, what drives it, and how little would flip it. */
export function sayWhy(known: Known): Said[] {
  const { actual, predicted } = known.cell;
  const [a, b] = [known.classes[actual] ?? '', known.classes[predicted] ?? ''];
  const said: [Said['id'], string, string | null][] = [
    ['what', t('What happens'), what(known, a, b)],
    ['sure', t('How sure'), sure(known, b)],
    ['border', t('How near'), border(known, a, b)],
    ['drive', t('What drives it'), drive(known, a, b)],
    ['change', t('What flips it'), change(known, a)],
    ['near', t('What lies near'), near(known, a, b)],
  ];
  return said.flatMap(([id, term, words]) => (words === null ? [] : [{ id, term, words }]));
}

function what({ matrix, cell: { actual, predicted } }: Known, a: string, b: string): string {
  const sum = (row: readonly number[] = []) => row.reduce((total, n) => total + n, 0);
  const wrong = matrix.counts[actual]?.[predicted] ?? 0;
  const of = sum(matrix.counts[actual]);
  const back = matrix.counts[predicted]?.[actual] ?? 0;
  const backOf = sum(matrix.counts[predicted]);
  const rate = of > 0 ? `${percent(wrong / of)} ${interval(wilsonInterval(wrong, of))}` : '';
  const one = t('{0} of {1} of {2} are read as {3}, {4}.', count(wrong), itemCount(of), a, b, rate);
  return backOf > 0 ? `${one} ${t('The other way: {0} of {1}.', count(back), count(backOf))}` : one;
}

/** Two significant digits, and at most four decimals. */
export const small = (value: number): string =>
  decimal(value, Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(value || 1)))));

/** The places of the errors in the readings. */
const errorsOf = ({ cell }: Known, { actual, predicted }: PredictionColumns): number[] =>
  [...actual.keys()].filter((i) => actual[i] === cell.actual && predicted[i] === cell.predicted);

function sure(known: Known, b: string): string | null {
  const { predictions } = known;
  if (!predictions) return null;
  const given = errorsOf(known, predictions).map((i) => predictions.confidence[i] ?? 0);
  const middle = median(given);
  if (middle === null) return null;
  const above = given.filter((p) => p > 0.9).length;
  return t(
    'Probability given to {0}: {1} in the median, above 0.9 in {2} of {3}.',
    b,
    probability(middle),
    count(above),
    count(given.length),
  );
}

function border(known: Known, a: string, b: string): string | null {
  const { predictions, contrast } = known;
  if (!predictions) return null;
  // The margin is ln p of the class read minus ln p of the actual one.
  const behind = errorsOf(known, predictions).map(
    (i) => Math.log(predictions.confidence[i] ?? 0) + (predictions.surprise[i] ?? 0),
  );
  const middle = median(behind);
  if (middle === null) return null;
  const within = behind.filter((margin) => margin < 1).length;
  const ahead = contrast && median([...contrast.margins].filter((margin) => margin > 0));
  const errors = t(
    '{0} nats beyond the border in the median, {1} of {2} less than 1 nat.',
    decimal(middle, 1),
    count(within),
    count(behind.length),
  );
  return ahead == null
    ? errors
    : `${errors} ${t('Where {0} is ahead of {1}, the median is {2} nats.', a, b, decimal(ahead, 1))}`;
}

function drive({ why, contrast, size: { width, height, channels } }: Known, a: string, b: string): string | null {
  const parts: string[] = [];
  const place = why && strongest(why.push, width, height);
  if (place) {
    parts.push(channels === 1 ? inkWords(place, b) : colourWords(place, b));
    // Colours are no ink that there is more or less of.
    const ratio =
      channels === 1 && contrast && inkRatio(contrast.wrong.pixels, contrast.right.pixels, place, width, height);
    if (typeof ratio === 'number' && Math.abs(ratio - 1) >= 0.1)
      parts.push(itemText('There these images have {0} times the ink of those read as {1}.', decimal(ratio, 1), a));
  }
  if (contrast && contrast.right.count > 0 && contrast.other.count > 0) {
    const [toB, toA] = [
      correlation(contrast.wrong.pixels, contrast.other.pixels),
      correlation(contrast.wrong.pixels, contrast.right.pixels),
    ];
    if (toA !== null && toB !== null) {
      const [first, second, r, other] = toB > toA ? [b, a, toB, toA] : [a, b, toA, toB];
      parts.push(
        t('Their mean is nearer to {0} (r = {1}) than to {2} ({3}).', first, decimal(r, 2), second, decimal(other, 2)),
      );
    }
  }
  return parts.length > 0 ? parts.join(' ') : null;
}

const inkWords = (place: Ninth, b: string): string =>
  place.share > 0.5
    ? t('Most of the ink that speaks for {0} stands {1}: {2} of it.', b, nameOf(place), percent(place.share, 0))
    : t(
        'Of the ink that speaks for {0}, {1} stands {2}, more than elsewhere.',
        b,
        percent(place.share, 0),
        nameOf(place),
      );

const colourWords = (place: Ninth, b: string): string =>
  place.share > 0.5
    ? t('Most of what speaks for {0} stands {1}: {2} of it.', b, nameOf(place), percent(place.share, 0))
    : t('Of what speaks for {0}, {1} stands {2}, more than elsewhere.', b, percent(place.share, 0), nameOf(place));

function change({ why }: Known, a: string): string | null {
  if (!why) return null;
  const lengths = why.items.flatMap((item) => (item.change ? [item.change.distance] : []));
  const middle = median(lengths);
  if (middle === null) return t('No small change was found that makes them {0}.', a);
  const own = median(why.items.map(({ length }) => length)) ?? 0;
  return itemText(
    'A change of {0} makes them {1} in the median, {2} of the length of an image (L2); the least takes {3}.',
    small(middle),
    a,
    own > 0 ? percent(middle / own) : '',
    small(Math.min(...lengths)),
  );
}

function near({ why, cell }: Known, a: string, b: string): string | null {
  if (!why) return null;
  const labels = why.items.flatMap((item) => item.near.map(({ label }) => label));
  if (labels.length === 0) return null;
  const [ofA, ofB] = [cell.actual, cell.predicted].map((label) => labels.filter((each) => each === label).length);
  const counts = itemText(
    'Labels of the {0} training images nearest to them: {1} in {2}, {3} in {4}.',
    count(labels.length),
    a,
    count(ofA ?? 0),
    b,
    count(ofB ?? 0),
  );
  const half = labels.length / 2;
  if ((ofB ?? 0) > half) return `${counts} ${t('By their pixels, they are nearer to {0} as well.', b)}`;
  if ((ofA ?? 0) > half) return `${counts} ${t('By their pixels alone, most would be {0}.', a)}`;
  return counts;
}

function nameOf({ row, column }: Ninth): string {
  const names = [
    [t('at the top left'), t('at the top'), t('at the top right')],
    [t('at the left'), t('in the middle'), t('at the right')],
    [t('at the bottom left'), t('at the bottom'), t('at the bottom right')],
  ];
  return names[row]?.[column] ?? '';
}
