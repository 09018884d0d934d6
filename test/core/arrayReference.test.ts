import assert from 'node:assert/strict';
import {
  arrayStatistics,
  everything,
  openArray,
  parseSlice,
  readArrays,
  readBlock,
  selectedShape,
  sliceSize,
  sliceView,
  type ArrayHeader,
  type OpenArray,
} from '@surprisal/core';
import { rangeFile, unpack } from './rangeFiles.js';
import { readReference, Worst } from './worst.js';

type Written = number | 'NaN' | 'Infinity' | '-Infinity';
interface Statistics extends Record<
  'count' | 'nan' | 'positiveInfinity' | 'negativeInfinity' | 'zeros' | 'negative',
  number
> {
  min?: Written;
  max?: Written;
  mean?: Written;
  deviation?: Written;
  /** The greatest of the sizes, to which mean and quartiles are held. */
  size?: number;
  quantiles?: Written[];
  histogram?: number[] | null;
  minText?: string;
  maxText?: string;
}
interface Case {
  what: string;
  name: string;
  dtype: string;
  shape: number[];
  file: string;
  slices: { text: string; shape: number[]; view: number[]; texts: string[]; statistics: Statistics }[];
}
const reference = readReference<{ cases: Case[]; texts: Record<string, { file: string; texts: string[] }> }>(
  'tensors.json',
);

async function open(base64: string, name: string): Promise<OpenArray> {
  const file = rangeFile(new Uint8Array(Buffer.from(base64, 'base64')), 'some.file');
  const found = await readArrays(file, unpack);
  assert.deepEqual(found.refused, []);
  const header = found.arrays.find((each) => each.name === name) as ArrayHeader;
  return openArray(file, header, unpack);
}

describe('arrays in files, held to NumPy (R7)', () => {
  it('reads 300 arrays of every type, order and rank, and the texts of any slice', async () => {
    for (const { what, name, dtype, shape, file, slices } of reference.cases) {
      const array = await open(file, name);
      assert.deepEqual([array.header.dtype, array.header.shape], [dtype, shape], what);
      for (const { text, shape: part, view, texts } of slices) {
        const selection = parseSlice(text, shape);
        assert.deepEqual(selectedShape(selection), part, `${what} ${text}`);
        const slice = sliceView(selection);
        const [rows, columns] = sliceSize(slice);
        const block = await readBlock(array, slice, [0, rows], [0, columns]);
        assert.deepEqual(block.texts, texts, `${what} ${text}`);
        if (texts.length > 0) assert.deepEqual([rows, columns], [1, 1, ...view].slice(-2), `${what} ${text}`);
      }
    }
    assert.equal(reference.cases.length, 300);
  });

  it('statistics of any slice are those of NumPy in double precision', async () => {
    const worst = new Worst();
    for (const { what, name, shape, file, slices } of reference.cases) {
      const array = await open(file, name);
      for (const { text, statistics: expected } of slices) {
        const words = `${what} ${text}`;
        const found = await arrayStatistics(array, parseSlice(text, shape), { bins: 7 });
        for (const key of ['count', 'nan', 'positiveInfinity', 'negativeInfinity', 'zeros', 'negative'] as const)
          assert.equal(found[key], expected[key], `${words}: ${key}`);
        if (expected.min === undefined) {
          assert.deepEqual([found.min, found.quantiles, found.histogram], [null, null, null], words);
          continue;
        }
        const size = expected.size!;
        worst.check('range', found.min!, Number(expected.min), 1e-15, 0, words);
        worst.check('range', found.max!, Number(expected.max), 1e-15, 0, words);
        worst.check('mean', found.mean!, Number(expected.mean), 1e-12, size * 1e-3, words);
        worst.check('deviation', found.deviation!, Number(expected.deviation), 1e-12, size * 1e-3, words);
        const { quarter, median, threeQuarters, exact } = found.quantiles!;
        assert.equal(exact, true, words);
        [quarter, median, threeQuarters].forEach((each, i) =>
          worst.check('quantiles', each, Number(expected.quantiles![i]), 1e-12, size * 1e-3, words),
        );
        if (expected.histogram && !what.includes('c8') && !what.includes('c16'))
          assert.deepEqual([...found.histogram!.counts], expected.histogram, words);
        if (expected.minText !== undefined)
          assert.deepEqual([found.minText, found.maxText], [expected.minText, expected.maxText], words);
      }
    }
    worst.record('arrays');
  });

  it('numbers are written with the digits of NumPy, at every power of two and of ten', async () => {
    for (const [dtype, { file, texts }] of Object.entries(reference.texts)) {
      const array = await open(file, '');
      assert.equal(array.header.dtype, dtype);
      const { length } = texts;
      const block = await readBlock(array, sliceView(everything([length])), [0, 1], [0, length]);
      assert.deepEqual(block.texts, texts);
    }
  });
});
