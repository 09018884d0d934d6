import type { ConfusionMatrix } from '@surprisal/core';
import { stepName, type Scale } from '../matrix/colorSteps.js';

/** From so many classes on the matrix is a heat map. */
export const MANY = 25;
/** More cells a side are not drawn: neighbours are summed. */
export const MOST_CELLS = 600;

/** The cells of a heat map, by the step of their colour. */
export interface HeatCells {
  rows: number;
  columns: number;
  /** How many classes stand in one row or column of cells. */
  classes: number;
  /** `rows * columns`: the place of each cell's step in `names`. */
  steps: Uint8Array;
  /** The names of the steps; the first is of cells without a colour. */
  names: readonly (string | null)[];
}

const known = new WeakMap<ConfusionMatrix, Float64Array>();

/** The items of each class of a matrix, which are counted once. */
function supportsOf(cm: ConfusionMatrix): Float64Array {
  const there = known.get(cm);
  if (there) return there;
  const counted = Float64Array.from(cm.counts, (row) => row.reduce((sum, items) => sum + items, 0));
  known.set(cm, counted);
  return counted;
}

/**
 * The steps of cells whose rows and columns stand as given; past 600 a side, of the sums of neighbours. A cell that holds
 * some of the diagonal is coloured by what is right in it.
 */
export function heatCells(
  cm: ConfusionMatrix,
  rows: readonly number[],
  columns: readonly number[],
  scale: Scale,
  hideDiagonal = false,
): HeatCells {
  const classes = Math.ceil(Math.max(rows.length, columns.length) / MOST_CELLS);
  const [tall, wide] = [Math.ceil(rows.length / classes), Math.ceil(columns.length / classes)];
  const names: (string | null)[] = [null];
  const steps = new Uint8Array(tall * wide);
  const found = new Map<string, number>();
  const place = (name: string): number => {
    const there = found.get(name);
    if (there !== undefined) return there;
    found.set(name, names.push(name) - 1);
    return names.length - 1;
  };
  const supports = supportsOf(cm);
  const all = new Float64Array(wide);
  const right = new Float64Array(wide);
  const diagonal = new Uint8Array(wide);
  for (let y = 0; y < tall; y++) {
    all.fill(0);
    right.fill(0);
    diagonal.fill(0);
    let support = 0;
    const last = Math.min(rows.length, (y + 1) * classes);
    for (let row = y * classes; row < last; row++) {
      const actual = rows[row];
      const counts = cm.counts[actual];
      support += supports[actual];
      for (let x = 0, column = 0; x < wide; x++)
        for (let k = 0; k < classes && column < columns.length; k++, column++) {
          const predicted = columns[column];
          all[x] += counts[predicted];
          if (predicted !== actual) continue;
          right[x] += counts[predicted];
          diagonal[x] = 1;
        }
    }
    for (let x = 0; x < wide; x++) {
      const onDiagonal = diagonal[x] === 1;
      if (support === 0 || (onDiagonal && hideDiagonal)) continue;
      if (all[x] === 0 && !onDiagonal) continue;
      const name = stepName((onDiagonal ? right[x] : all[x]) / support, onDiagonal, scale);
      if (name !== null) steps[y * wide + x] = place(name);
    }
  }
  return { rows: tall, columns: wide, classes, steps, names };
}

/** Where a place of `many` in a length of `pixels` begins, on a whole pixel of the screen. */
export const edge = (place: number, many: number, pixels: number, density: number): number =>
  Math.round((place * pixels * density) / many) / density;

/** The side of a map of `many` classes that has `room`: each cell a whole number of the screen's pixels, where that fits. */
export function sideOf(many: number, room: number, density: number): number {
  const drawn = Math.ceil(many / Math.ceil(many / MOST_CELLS));
  const cell = Math.floor((room * density) / drawn) / density;
  return cell * drawn >= room * 0.85 ? cell * drawn : room;
}
