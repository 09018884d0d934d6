import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import type { ArrayHeader, OpenArray, Pace } from './arrayHeader.js';
import { atIndex, type AxisSlice, everySo, type Selection, selectedCount } from './arraySlice.js';
import { dtypeOf } from './dtypes.js';
import { inDoubles } from './inDoubles.js';
import { atOnce, readParts } from './readParts.js';

/** Axes of an array that may be those of a picture. */
export interface ImageView {
  readonly rows: number;
  readonly columns: number;
  /** The axis of the colours; null for grey. */
  readonly channels: number | null;
  /** How many colours: 1 grey, 3 red, green and blue, 4 with opacity. */
  readonly colours: 1 | 3 | 4;
}

/** A picture's numbers, pixel by pixel and in it colour by colour. */
export interface ArrayPicture {
  readonly width: number;
  readonly height: number;
  readonly colours: 1 | 3 | 4;
  readonly values: Float32Array;
  /** What is to be shown as black and as white: those of the type, or of the numbers where it has none. */
  readonly black: number;
  readonly white: number;
  /** Every so many rows and columns were read. */
  readonly step: number;
}

/** Pixels that a side has at least, and how much longer one side may be than the other. */
const LEAST = 6;
const LONGEST = 20;

/**
 * How an array may be read as pictures, the most likely first: colours on the last of three axes or on the first, and grey
 * on the last two. It is a guess by the shape alone, so the page names it and lets a person choose.
 * @example imageViews({ shape: [10, 28, 28], dtype: 'uint8' }).length // 1
 */
export function imageViews({ shape, dtype }: Pick<ArrayHeader, 'shape' | 'dtype'>): ImageView[] {
  if (dtypeOf(dtype).kind === 'complex') return [];
  const [third, second, last] = [shape.length - 3, shape.length - 2, shape.length - 1];
  const views: ImageView[] = [];
  const add = (rows: number, columns: number, channels: number | null): void => {
    const [height, width] = [shape[rows], shape[columns]];
    const colours = channels === null ? 1 : shape[channels];
    const isSized = Math.min(height, width) >= LEAST && Math.max(height, width) <= LONGEST * Math.min(height, width);
    if (isSized && (colours === 1 || colours === 3 || colours === 4)) views.push({ rows, columns, channels, colours });
  };
  if (third >= 0) {
    add(third, second, last);
    add(second, last, third);
  }
  const isTaken = views.some(({ channels, colours }) => channels === third && colours === 1);
  if (second >= 0 && !isTaken) add(second, last, null);
  return views;
}

/**
 * Reads a picture of at most `most` pixels, and of no more than `limits.picturePixels`; the axes that are not of it are at
 * the first index of the selection. Throws `option` where the array has no such axes.
 */
export async function readPicture(
  array: OpenArray,
  selection: Selection,
  view: ImageView,
  most: number,
  pace: Pace = atOnce,
): Promise<ArrayPicture> {
  const { rows, columns, channels, colours } = view;
  checkView(view, array.header.shape);
  const pixels = selection[rows].count * selection[columns].count;
  const step = Math.max(1, Math.ceil(Math.sqrt(pixels / Math.max(1, Math.min(most, limits.picturePixels)))));
  const axes = selection.map((axis, i): AxisSlice => {
    if (i === rows || i === columns) return everySo(axis, step);
    return i === channels ? { start: 0, step: 1, count: colours, kept: true } : atIndex(axis.start);
  });
  const [height, width] = [axes[rows].count, axes[columns].count];
  const values = new Float32Array(height * width * colours);
  let [least, greatest] = [Infinity, -Infinity];
  const steps = axes.map((_, i) => (i === rows ? width * colours : i === columns ? colours : i === channels ? 1 : 0));
  const take = inDoubles((numbers, size, to, toStep) => {
    for (let i = 0; i < size; i++) {
      const value = numbers[i];
      values[to + i * toStep] = value;
      if (value < least && value > -Infinity) least = value;
      if (value > greatest && value < Infinity) greatest = value;
    }
  });
  if (selectedCount(axes) === values.length) await readParts(array, axes, take, steps, pace);
  return { width, height, colours, values, ...tones(array.header, least, greatest), step };
}

function checkView({ rows, columns, channels, colours }: ImageView, shape: readonly number[]): void {
  const axes = channels === null ? [rows, columns] : [rows, columns, channels];
  const areAxes = axes.every((axis, i) => shape[axis] !== undefined && axes.indexOf(axis) === i);
  if (!areAxes || colours !== (channels === null ? 1 : shape[channels]))
    throw new CoreError('option', `axes ${axes.join(', ')} of ${colours} colours`, `axes of ${tuple(shape)}`, {
      argument: 'view',
    });
}

/** Bytes from 0 to 255, floats within 0 and 1 so, and all else from the least to the greatest. */
function tones({ dtype }: ArrayHeader, least: number, greatest: number): Pick<ArrayPicture, 'black' | 'white'> {
  if (dtype === 'uint8') return { black: 0, white: 255 };
  if (!(least <= greatest)) return { black: 0, white: 1 };
  return least >= 0 && greatest <= 1 ? { black: 0, white: 1 } : { black: least, white: greatest };
}
