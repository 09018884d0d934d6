import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  arrayStatistics,
  copyText,
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
  norm?: Written;
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
        worst.check('norm', found.norm!, Number(expected.norm), 1e-12, size * 1e-3, words);
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

  it('what is copied for NumPy, as JSON and as CSV is the same slice when NumPy reads it', async function () {
    const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0);
    if (!python) this.skip();
    const asked: object[] = [];
    for (const { what, name, file, shape, slices } of reference.cases.slice(0, 180)) {
      const array = await open(file, name);
      for (const { text } of slices.slice(0, 1)) {
        const slice = sliceView(parseSlice(text, shape));
        const texts = await Promise.all(
          (['numpy', 'json', 'csv'] as const).map((form) => copyText(array, slice, form)),
        );
        asked.push({ what, file, text: text === '[]' ? '[...]' : text.replace(/^[^[].*$/, '[$&]'), texts });
      }
    }
    const { stdout, stderr, status } = spawnSync(python, ['-c', READ_COPIES], {
      input: JSON.stringify(asked),
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(stdout.trim(), '180 read');
  });
});

/** Reads each text as its own form is read, and compares with what NumPy has of the file. */
const READ_COPIES = `
import base64, csv, io, json, sys
import numpy as np
asked = json.load(sys.stdin)
for it in asked:
    x = np.asarray(eval('x' + it['text'], {'x': np.load(io.BytesIO(base64.b64decode(it['file'])))}))
    while x.ndim > 2:
        x = x[0] if x.shape[0] else x.reshape(0, 0)
    numpy, text, table = it['texts']
    def same(y, what):
        ok = x.size == y.size and np.array_equal(x.ravel(), y.ravel(), equal_nan=x.dtype.kind in 'fc')
        assert ok, (it['what'], it['text'], what, x, y)
    y = eval(numpy, {'np': np})
    assert y.dtype == x.dtype.newbyteorder('='), (it['what'], y.dtype)
    assert y.shape == x.shape or x.size == 0, (it['what'], it['text'], y.shape, x.shape)
    same(y, numpy)
    kind, values = x.dtype.kind, json.loads(text)
    if kind == 'c':
        parts = np.array(values, dtype=float).reshape(-1, 2)
        y = np.empty(len(parts), dtype=x.dtype)
        y.real, y.imag = parts[:, 0], parts[:, 1]
    else:
        y = np.array(values, dtype=x.dtype)
    same(y, text)
    read = {'c': complex, 'b': lambda cell: cell == 'True', 'i': int, 'u': int, 'f': float}[kind]
    cells = [read(cell) for row in csv.reader(io.StringIO(table)) for cell in row]
    same(np.array(cells, dtype=x.dtype), table)
print(len(asked), 'read')
`;
