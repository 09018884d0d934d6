import { CoreError } from '../numeric/error.js';
import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import type { OpenArray, Pace } from './arrayHeader.js';
import { type ArraySlice, checkSlice, everything, selectedCount, sliceSize } from './arraySlice.js';
import { inDoubles } from './inDoubles.js';
import { cellsOf } from './readBlock.js';
import { atOnce, readParts } from './readParts.js';

/** Where a number of a slice is NaN in others too. */
export interface NanPlaces {
  /** How many slices there are along the axes that are not on its rows and columns. */
  readonly slices: number;
  /** Places with NaN in all of them, and in some but not all. */
  readonly always: number;
  readonly sometimes: number;
}

/**
 * At which rows and columns of a slice numbers are NaN, over all slices along the other axes. A complex number is NaN where
 * its magnitude is. Throws `limit` above `limits.arrayHeat` numbers.
 */
export async function nanPlaces(array: OpenArray, slice: ArraySlice, pace: Pace = atOnce): Promise<NanPlaces> {
  checkSlice(slice);
  const [rows, columns] = sliceSize(slice);
  const { selection: cells, toSteps } = cellsOf(slice, [0, rows], [0, columns]);
  const isLaid = (axis: number): boolean => axis === slice.rows || axis === slice.columns;
  const selection = everything(array.header.shape).map((whole, axis) => (isLaid(axis) ? cells[axis] : whole));
  const total = selectedCount(selection);
  if (total > limits.arrayHeat)
    throw new CoreError('limit', counted(total, 'number'), `at most ${grouped(limits.arrayHeat)}`);
  const found = new Uint32Array(total === 0 ? 0 : rows * columns);
  const take = inDoubles((values, size, to, toStep) => {
    for (let i = 0; i < size; i++) if (values[i] !== values[i]) found[to + i * toStep]++;
  }, 'magnitude');
  await readParts(array, selection, take, toSteps, pace);
  const slices = found.length === 0 ? 0 : total / found.length;
  let [always, sometimes] = [0, 0];
  for (const each of found)
    if (each === slices) always++;
    else if (each > 0) sometimes++;
  return { slices, always, sometimes };
}
