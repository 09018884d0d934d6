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
    const known = found.get(name);
    if (known !== undefined) return known;
    found.set(name, names.push(name) - 1);
    return names.length - 1;
  };
  const columnOf = new Int32Array(cm.labels.length).fill(-1);
  columns.forEach((index, at) => (columnOf[index] = Math.floor(at / classes)));
  const all = new Float64Array(wide);
  const right = new Float64Array(wide);
  const diagonal = new Uint8Array(wide);
  for (let y = 0; y < tall; y++) {
    all.fill(0);
    right.fill(0);
    diagonal.fill(0);
    let support = 0;
    for (const actual of rows.slice(y * classes, (y + 1) * classes)) {
      const counts = cm.counts[actual] ?? [];
      for (let predicted = 0; predicted < counts.length; predicted++) {
        const items = counts[predicted] ?? 0;
        support += items;
        const x = columnOf[predicted] ?? -1;
        if (x < 0) continue;
        all[x] = (all[x] ?? 0) + items;
        if (predicted !== actual) continue;
        right[x] = (right[x] ?? 0) + items;
        diagonal[x] = 1;
      }
    }
    for (let x = 0; x < wide; x++) {
      const onDiagonal = diagonal[x] === 1;
      if (support === 0 || (onDiagonal && hideDiagonal)) continue;
      const name = stepName(((onDiagonal ? right[x] : all[x]) ?? 0) / support, onDiagonal, scale);
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
