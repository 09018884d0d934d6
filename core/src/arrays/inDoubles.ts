import type { ComplexPart } from './dtypes.js';
import type { Elements } from './elements.js';
import type { TakeRun } from './readParts.js';

/** Numbers in one block. */
export const BLOCK = 4096;

/** Some of the numbers that are read, with the place of the first in the result and from one to the next, and where they came from. */
export type TakeBlock = (
  values: Float64Array,
  size: number,
  to: number,
  toStep: number,
  elements: Elements,
  first: number,
  stride: number,
) => void;

/** Hands over what is read as doubles, block by block; a block is used again for the next. */
export function inDoubles(take: TakeBlock, part: ComplexPart = 'real'): TakeRun {
  const values = new Float64Array(BLOCK);
  return (elements, first, count, stride, to, toStep) => {
    for (let done = 0; done < count; done += BLOCK) {
      const size = Math.min(BLOCK, count - done);
      const begin = first + done * stride;
      elements.doubles(values, begin, size, stride, part);
      take(values, size, to + done * toStep, toStep, elements, begin, stride);
    }
  };
}
