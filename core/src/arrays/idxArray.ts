import { dataError } from '../data/bytes.js';
import { counted } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dtypes } from './dtypes.js';
import type { StatedArray } from './fittedArray.js';

/** Whether a file begins as an IDX file does. */
export const isIdx = ([zero, alsoZero, code, rank]: Uint8Array): boolean =>
  zero === 0 && alsoZero === 0 && rank > 0 && dtypes.some(({ idx }) => idx === code);

/** What an IDX file says of its array, by its beginning. Throws `data` where that is no header. */
export function idxArray(title: string, bytes: Uint8Array): StatedArray {
  const rank = bytes[3];
  const dtype = dtypes.find(({ idx }) => idx === bytes[2])!;
  const start = 4 + 4 * rank;
  if (rank > limits.rank) throw dataError(title, `rank ${rank}`, `at most ${limits.rank}`);
  if (bytes.length < start)
    throw dataError(title, counted(bytes.length, 'byte'), `a header of ${counted(start, 'byte')}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) shape[axis] = view.getUint32(4 + 4 * axis);
  const byteOrder = dtype.word === 1 ? null : 'big';
  return { name: '', dtype: dtype.name, shape, order: 'C', byteOrder, start, packed: null };
}
