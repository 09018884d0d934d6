import type { OpenArray, Pace } from './arrayHeader.js';
import type { Selection } from './arraySlice.js';
import type { ComplexPart } from './dtypes.js';
import { inDoubles } from './inDoubles.js';
import { atOnce, readParts } from './readParts.js';

/** How many numbers of a selection are less than one, equal to it, and greater; NaN is none of these. */
export async function countBeside(
  array: OpenArray,
  selection: Selection,
  value: number,
  part: ComplexPart = 'magnitude',
  pace: Pace = atOnce,
): Promise<{ below: number; equal: number; above: number }> {
  let [below, equal, above] = [0, 0, 0];
  const take = inDoubles((values, size) => {
    for (let i = 0; i < size; i++) {
      if (values[i] < value) below++;
      else if (values[i] > value) above++;
      else if (values[i] === value) equal++;
    }
  }, part);
  await readParts(array, selection, take, undefined, pace);
  return { below, equal, above };
}
