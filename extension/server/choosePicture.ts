import { entropy, type NumericArray, type Tensor, type TensorDescription } from '@surprisal/core';
import type { Picture, Theme } from '../protocol/arrayFacts.js';
import { barsPicture, coloursPicture, digitPicture, heatPicture, histogramPicture } from './pictures.js';

const SIDE = 28;
const BINS = 24;
const FEWEST = 8;

/** Chooses the picture of an array: a digit, bars, a map of entropies, an image in colours, a heat map or a histogram. */
export function pictureOf(
  { shape, data }: Tensor,
  probabilities: NumericArray | null,
  description: TensorDescription,
  theme: Theme,
): Picture | null {
  const { min, max, finiteCount } = description;
  if (min === null || max === null) return null;
  if (probabilities && data.length === shape.at(-1)) return barsPicture(probabilities, theme);
  const lengths = shape.filter((length) => length !== 1);
  const image = lengths.length === 2 && lengths[0] === SIDE && lengths[1] === SIDE;
  const flat = lengths.length === 1 && lengths[0] === SIDE * SIDE;
  if (image || flat) return digitPicture(data, SIDE, SIDE);
  if (probabilities && shape.length === 3) {
    const [height, width, classes] = shape as [number, number, number];
    const each = entropy(
      { shape: [height * width, classes], data: probabilities },
      { normalize: true, reduction: 'none' },
    );
    return heatPicture(each, height, width, theme, 'entropy', Math.log(classes));
  }
  const colours = coloursOf(data, lengths, description);
  if (colours) return colours;
  if (lengths.length === 2) return heatPicture(data, lengths[0], lengths[1], theme);
  if (finiteCount < FEWEST || max <= min) return null;
  return histogramPicture(binsOf(data, min, max), min, max, theme);
}

/** The least and greatest side of an image in colours. */
const [LEAST_SIDE, MOST_SIDE] = [8, 128];

/**
 * Draws an array as an image in colours if it has three channels, last or first, and whole numbers from 0 to 255 or any
 * numbers from 0 to 1.
 */
function coloursOf(data: NumericArray, lengths: readonly number[], description: TensorDescription): Picture | null {
  const { min, max, allWhole, finiteCount } = description;
  const planes = lengths[0] === 3;
  if (lengths.length !== 3 || !(planes || lengths[2] === 3)) return null;
  const [rows, columns] = planes ? lengths.slice(1) : lengths;
  if (Math.min(rows, columns) < LEAST_SIDE || Math.max(rows, columns) > MOST_SIDE) return null;
  if (finiteCount < data.length || min === null || max === null || min < 0 || max <= min) return null;
  const most = max <= 1 ? 1 : allWhole && max <= 255 ? 255 : null;
  return most === null ? null : coloursPicture(data, { rows, columns, planes, most });
}

function binsOf(data: NumericArray, minimum: number, maximum: number): number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  const step = (maximum - minimum) / BINS;
  for (const value of data)
    if (Number.isFinite(value)) counts[Math.min(BINS - 1, Math.floor((value - minimum) / step))]++;
  return counts;
}
