import assert from 'node:assert/strict';
import { arrayDifference, type ArrayDifference, type OpenArray } from '@surprisal/core';
import fc from 'fast-check';
import { npyArray } from './madeFiles.js';
import { openFirst } from './rangeFiles.js';
import { readReference, Worst } from './worst.js';

type Written = number | 'Infinity';
type Counts = Pick<ArrayDifference, 'count' | 'unequal' | 'nanBoth' | 'nanOne' | 'finite' | 'far' | 'first' | 'texts'>;
interface Case extends Counts {
  what: string;
  a: string;
  b: string;
  max?: Written;
  at?: number[];
  mean?: Written;
  relative?: Written | null;
}
const { cases } = readReference<{ cases: Case[] }>('differences.json');

const floats = (values: readonly number[], shape: readonly number[] = [values.length]): Promise<OpenArray> =>
  openFirst(npyArray('<f8', shape, new Uint8Array(Float64Array.from(values).buffer)));

/** The same bytes as those of an array in Fortran order. */
const inOrderOf = (order: 'C' | 'F', file: Uint8Array): Uint8Array =>
  order === 'C' ? file : Buffer.from(Buffer.from(file).toString('latin1').replace('False', 'True '), 'latin1');

describe('how two arrays differ (R7)', () => {
  it('R7 equals what NumPy says of 240 pairs of every type and order, NaN on both sides counted as equal', async () => {
    const worst = new Worst();
    for (const { what, a, b, max, at, mean, relative, ...counts } of cases) {
      const [one, other] = [await openFirst(Buffer.from(a, 'base64')), await openFirst(Buffer.from(b, 'base64'))];
      const found = await arrayDifference(one, other);
      for (const name of Object.keys(counts) as (keyof Counts)[])
        assert.deepEqual(found[name], counts[name], `${what}: ${name}`);
      assert.deepEqual(found.at, at ?? null, what);
      if (max === undefined) {
        assert.deepEqual([found.max, found.mean, found.relative], [null, null, null], what);
        continue;
      }
      worst.check('max', found.max!, Number(max), 1e-15, 0, what);
      worst.check('mean', found.mean!, Number(mean), 1e-12, 0, what);
      if (relative == null) assert.ok(found.relative === null || found.relative === 0, what);
      else worst.check('relative', found.relative!, Number(relative), 1e-12, 0, what);
    }
    worst.record('differences');
    assert.equal(cases.length, 240);
  });

  it('R7 shapes that differ are told, and a cancel ends it', async () => {
    const [a, b] = [await floats([1, 2, 3, 4], [2, 2]), await floats([1, 2, 3, 4])];
    await assert.rejects(arrayDifference(a, b), /shape: \(2, 2\) and \(4,\); expected two arrays of one shape/);
    await assert.rejects(
      arrayDifference(b, b, () => Promise.reject(new Error('cancelled'))),
      /cancelled/,
    );
  });

  it('R7 the first place and the greatest distance are found in arrays of many parts, whatever their orders', async () => {
    const [rows, columns] = [700, 900];
    const numbers = new Float32Array(rows * columns).map((_, i) => i % 97);
    const turned = (of: Float32Array): Float32Array =>
      of.map((_, i) => of[(i % rows) * columns + Math.floor(i / rows)]);
    const file = (of: Float32Array, order: 'C' | 'F'): Promise<OpenArray> =>
      openFirst(
        inOrderOf(order, npyArray('<f4', [rows, columns], new Uint8Array((order === 'C' ? of : turned(of)).buffer))),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat(rows - 1), fc.nat(columns - 1)), {
          minLength: 1,
          maxLength: 5,
          selector: String,
        }),
        fc.constantFrom<'C' | 'F'>('C', 'F'),
        fc.constantFrom<'C' | 'F'>('C', 'F'),
        async (places, left, right) => {
          const other = numbers.slice();
          places.forEach(([row, column], i) => (other[row * columns + column] += 1 + (i % 2)));
          const found = await arrayDifference(await file(numbers, left), await file(other, right));
          const inOrder = (some: [number, number][]): [number, number] =>
            some.sort(([a, b], [c, d]) => a - c || b - d)[0];
          const most = places.filter((_, i) => i % 2 === (places.length > 1 ? 1 : 0));
          assert.deepEqual([found.unequal, found.first], [places.length, inOrder([...places])]);
          assert.deepEqual([found.max, found.at], [places.length > 1 ? 2 : 1, inOrder(most)]);
        },
      ),
      { numRuns: 12 },
    );
  });
});
