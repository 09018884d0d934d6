import { type ArrayHeader, type ArrayStatistics, everything, type FoundArrays, messageOf } from '@surprisal/core';
import { type CancellationToken, Hover, type MarkdownString, type Uri } from 'vscode';
import { commandLink, trusted } from '../ports/commandLinks.js';
import { files, nameOf } from '../ports/files.js';
import { plainMarkdown } from '../ports/items.js';
import { count, short } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import { faultText } from './faultText.js';
import { theme } from '../ports/theme.js';
import type { ArrayFile, ArrayThread } from './arrayThread.js';
import { histogramMarkdown } from './hoverHistogram.js';

const VIEW = 'surprisal.viewTensor';
/** Of a file with more bytes than this a hover says nothing but its header; of one that is read only whole, nothing. */
const MOST = 2 ** 22;
/** So many tensors of a file are named, by so many letters each. */
const NAMED = 6;
const LONG = 200;
const BARS = 60;
/** How many times the distance of the quartiles beyond them numbers are far out. */
const FAR = 3;

/** Shape, type and bytes of a file that a text names, with the range and the histogram of its numbers where they are few. */
export async function tensorHover(uri: Uri, thread: ArrayThread, token: CancellationToken): Promise<Hover | undefined> {
  const [name, size] = [nameOf(uri), await files.size(uri)];
  if (uri.scheme !== 'file' && size > MOST) return undefined;
  let file: ArrayFile | undefined;
  try {
    file = await thread.file(uri);
    const found = await file.found();
    const lines = [`${name}: ${about(found)}`, ...shapes(found)];
    if (found.fault) lines.push(faultText(found.fault));
    const [array] = found.arrays;
    // Of what is packed, all would be unpacked.
    const isLarge = !array || Math.max(size, array.bytes) > MOST;
    if (found.arrays.length > 1 || found.refused.length > 0 || isLarge)
      return new Hover([plainMarkdown(...lines), ours(uri)]);
    const selection = everything(array.shape);
    const of = await file.ask('arrayStatistics', { array, selection, bins: BARS }, { token });
    const inner = innerRange(of);
    const { histogram } = inner
      ? await file.ask('arrayStatistics', { array, selection, bins: BARS, range: inner }, { token })
      : of;
    const picture = histogram ? histogramMarkdown(histogram, theme()) : '';
    return new Hover([plainMarkdown(...lines, range(of)), ours(uri, picture)]);
  } catch (error) {
    return token.isCancellationRequested ? undefined : new Hover([plainMarkdown(messageOf(error)), ours(uri)]);
  } finally {
    file?.dispose();
  }
}

/** The range that is drawn where a few numbers lie so far out that all others would be one bar; null where all are. */
function innerRange({ min, max, quantiles }: ArrayStatistics): [number, number] | null {
  if (min === null || max === null || !quantiles) return null;
  const far = FAR * (quantiles.threeQuarters - quantiles.quarter);
  const [from, to] = [Math.max(min, quantiles.quarter - far), Math.min(max, quantiles.threeQuarters + far)];
  return far > 0 && to / 3 - from / 3 < (max / 3 - min / 3) / 3 ? [from, to] : null;
}

const sized = (size: number): string => plural(size, '1 byte', '{0} bytes');

function about({ arrays, refused, size }: FoundArrays): string {
  const total = arrays.length + refused.length;
  if (total !== 1) return t('{0} tensors, {1}', count(total), sized(size));
  if (refused.length > 0) return faultText(refused[0]);
  const [{ dtype, order, shape }] = arrays;
  const ordered = shape.length > 1 ? (order === 'C' ? t(', C order') : t(', Fortran order')) : '';
  return `${dtype}${ordered}, ${sized(size)}`;
}

const shapeOf = ({ shape }: ArrayHeader): string => (shape.length > 0 ? shape.join(' × ') : '()');
const numbersOf = ({ shape }: ArrayHeader): string => {
  return plural(
    shape.reduce((product, length) => product * length, 1),
    '1 number',
    '{0} numbers',
  );
};

function shapes({ arrays, refused }: FoundArrays): string[] {
  if (arrays.length === 1 && refused.length === 0) return [t('{0}, {1}', shapeOf(arrays[0]), numbersOf(arrays[0]))];
  const named = arrays
    .slice(0, NAMED)
    .map((array) => t('{0}: {1}, {2}', array.name.slice(0, LONG), shapeOf(array), array.dtype));
  return arrays.length > NAMED ? [...named, t('and {0} more', count(arrays.length - NAMED))] : named;
}

function range(of: ArrayStatistics): string {
  if (of.min === null || of.max === null || of.mean === null || of.deviation === null) return t('no finite number');
  const words = t(
    'min {0}, max {1}, mean {2}, deviation {3}',
    short(of.min, 4),
    short(of.max, 4),
    short(of.mean, 4),
    short(of.deviation, 4),
  );
  const infinite = of.positiveInfinity + of.negativeInfinity;
  return of.nan + infinite > 0 ? t('{0}; NaN {1}, infinite {2}', words, count(of.nan), count(infinite)) : words;
}

/** Our own words, which hold nothing of the file: the picture, and the link to the viewer. */
const ours = (uri: Uri, picture = ''): MarkdownString =>
  trusted(`${picture}\n\n${commandLink(t('Open in the viewer'), VIEW, { uri: uri.toString() })}`, VIEW);
