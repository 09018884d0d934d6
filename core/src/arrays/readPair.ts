import type { OpenArray, Pace } from './arrayHeader.js';
import { type Selection, selectedCount } from './arraySlice.js';
import { dtypeOf } from './dtypes.js';
import { inDoubles } from './inDoubles.js';
import { readParts } from './readParts.js';

/** From here on doubles do not hold every whole number. */
const EXACT = 2 ** 53;

/** Numbers of one array, and beside each what has to be added to it, or its imaginary part. */
export interface Side {
  values: Float64Array;
  more: Float64Array | null;
}

export interface Pair {
  a: Side;
  b: Side;
  count: number;
  isComplex: boolean;
}

/** The same box of two arrays, each in C order. */
export async function pairOf(a: OpenArray, b: OpenArray, box: Selection, pace: Pace): Promise<Pair> {
  const isLong = [a, b].every(({ header }) => ['int', 'uint', 'bool'].includes(dtypeOf(header.dtype).kind));
  return {
    a: await sideOf(a, box, isLong, pace),
    b: await sideOf(b, box, isLong, pace),
    count: selectedCount(box),
    isComplex: [a, b].some(({ header }) => dtypeOf(header.dtype).kind === 'complex'),
  };
}

/** The numbers of a box; beside them the imaginary parts, or what rounding to doubles took from whole numbers of 64 bits. */
async function sideOf(array: OpenArray, box: Selection, isLong: boolean, pace: Pace): Promise<Side> {
  const { kind, size } = dtypeOf(array.header.dtype);
  const count = selectedCount(box);
  const values = new Float64Array(count);
  const isComplex = kind === 'complex';
  const more = isComplex || (isLong && size === 8) ? new Float64Array(count) : null;
  const steps = box.map(() => 0);
  let step = 1;
  for (let axis = box.length - 1; axis >= 0; axis--) {
    steps[axis] = step;
    step *= box[axis].count;
  }
  const take = inDoubles((some, size, to, toStep, elements, first, stride) => {
    const put = (into: Float64Array): void => {
      for (let i = 0, at = to; i < size; i++, at += toStep) into[at] = some[i];
    };
    put(values);
    if (!more) return;
    if (isComplex) elements.doubles(some, first, size, stride, 'imaginary');
    else
      for (let i = 0; i < size; i++)
        some[i] = Math.abs(some[i]) < EXACT ? 0 : Number(elements.whole(first + i * stride) - BigInt(some[i]));
    put(more);
  });
  await readParts(array, box, take, steps, pace);
  return { values, more };
}
