import { type DoubtfulLabel, csvText } from '@surprisal/core';
import type { RunSummary } from '../../protocol/run.js';
import { documentOf, numbers } from './imageDocument.js';
import { type ImageSize, pixelsText } from './pixelsText.js';

/** One row for each image, the most doubtful first; numbers have a decimal point. */
export function doubtfulCsv(
  items: readonly DoubtfulLabel[],
  classes: readonly string[],
  paths?: readonly string[],
): string {
  const rows = items.map(({ index, given, suggested, confidence, probability, margin }, i) => [
    index,
    ...(paths ? [paths[i]] : []),
    classes[given],
    classes[suggested],
    confidence,
    probability,
    margin,
  ]);
  const file = paths ? ['file'] : [];
  return csvText([['image', ...file, 'given', 'suggested', 'p_given', 'p_suggested', 'margin'], ...rows]);
}

/** One image with the label that it has, the one that is suggested, and its out-of-sample probabilities. */
export function doubtfulDocument(
  { index, given, suggested, margin }: DoubtfulLabel,
  probabilities: Float64Array,
  pixels: Uint8Array,
  { title, classes, ...size }: Pick<RunSummary, 'title' | 'classes' | keyof ImageSize>,
): string {
  return documentOf([
    ['run', JSON.stringify(title)],
    ['image', `${index}`],
    ['given', JSON.stringify(classes[given])],
    ['suggested', JSON.stringify(classes[suggested])],
    ['margin', `${margin}`],
    ['classes', `[${classes.map((name) => JSON.stringify(name)).join(', ')}]`],
    ['target', `${given}`],
    ['probabilities', numbers(probabilities)],
    ['pixels', pixelsText(pixels, size)],
  ]);
}
