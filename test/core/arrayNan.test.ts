import assert from 'node:assert/strict';
import { nanPlaces, parseSlice, sliceView } from '@surprisal/core';
import fc from 'fast-check';
import { npyArray } from './madeFiles.js';
import { openFirst } from './rangeFiles.js';

describe('where slices have NaN (R7)', () => {
  it('R7 places with NaN in all slices, and in some, are those that a look at each number finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 }),
        fc.infiniteStream(fc.constantFrom(0, 1, NaN)),
        fc.integer({ min: 1, max: 3 }),
        async (shape, stream, step) => {
          const count = shape.reduce((product, length) => product * length, 1);
          // Most numbers follow their place in the slice, so that some places are NaN in all.
          const size = shape.at(-1)! * shape.at(-2)!;
          const own = [...stream.take(size)];
          const numbers = Float64Array.from([...stream.take(count)], (other, i) =>
            i % 7 === 0 ? other : own[i % size],
          );
          const bytes = npyArray('<f8', shape, new Uint8Array(numbers.buffer));
          const text = `[..., ::${step}, :]`;
          const found = await nanPlaces(await openFirst(bytes), sliceView(parseSlice(text, shape)));
          const columns = shape.at(-1)!;
          const slices = count / size;
          let [always, sometimes] = [0, 0];
          for (let at = 0; at < size; at++) {
            if (Math.floor(at / columns) % step !== 0) continue;
            const nan = Array.from({ length: slices }, (_, s) => numbers[s * size + at]).filter(Number.isNaN).length;
            if (nan === slices) always++;
            else if (nan > 0) sometimes++;
          }
          assert.deepEqual(found, { slices, always, sometimes });
        },
      ),
      { numRuns: 200 },
    );
  });
});
