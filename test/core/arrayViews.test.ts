import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  arrayStatistics,
  checkSelection,
  copyText,
  type ArrayBlock,
  CoreError,
  countBeside,
  type Dtype,
  dtypes,
  everything,
  heatMap,
  type HeatMap,
  imageViews,
  limits,
  indexOfCell,
  type OpenArray,
  type RangeFile,
  parseSlice,
  readArrays,
  readBlock,
  readPicture,
  reshaped,
  selectionText,
  sliceSize,
  sliceView,
} from '@surprisal/core';
import { rangeFile, unpack } from './rangeFiles.js';

type Numbers = Float64Array | Float32Array | BigInt64Array | Uint8Array | Int32Array | Uint16Array;
const named = new Map<unknown, Dtype['name']>([
  [Float64Array, 'float64'],
  [Float32Array, 'float32'],
  [BigInt64Array, 'int64'],
  [Uint8Array, 'uint8'],
  [Int32Array, 'int32'],
]);

/** An array in memory, as a file that holds nothing else. */
function arrayOf(
  data: Numbers,
  shape: number[],
  dtype = named.get(data.constructor)!,
  order: 'C' | 'F' = 'C',
): OpenArray {
  const bytes = new Uint8Array(data.buffer);
  const byteOrder = dtype === 'uint8' ? null : 'little';
  return {
    file: rangeFile(bytes),
    header: { name: '', dtype, shape, order, byteOrder, start: 0, bytes: bytes.length, packed: null },
  };
}
const counting = (count: number): Float64Array => new Float64Array(count).map((_, i) => i);

describe('slices of arrays', () => {
  it('R7 NumPy’s indexing is read, and what is no part of the array is refused at its place', () => {
    const shape = [4, 5, 6];
    const refuses = (text: string, offset: number, message: RegExp): void =>
      assert.throws(
        () => parseSlice(text, shape),
        (error) => {
          assert.ok(error instanceof CoreError);
          assert.deepEqual([error.place.offset, message.test(error.message)], [offset, true], error.message);
          return true;
        },
      );
    refuses('[0, None]', 4, /"None", which adds an axis/);
    refuses('np.newaxis', 0, /"np.newaxis"/);
    refuses('0, [1, 2]', 3, /a list of indices/);
    refuses('[0, 5]', 4, /index 5 on axis 1; expected one from -5 to 4/);
    refuses('[:, :, :, 0]', 10, /more indices than axes; expected at most 3 for shape \(4, 5, 6\)/);
    refuses('..., ...', 5, /a second "\.\.\."/);
    refuses('[::0]', 1, /a step of 0/);
    refuses('1.5', 0, /"1\.5"; expected a whole number/);
    refuses('[0', 2, /the end; expected a comma or "\]"/);
    refuses('0]', 1, /"\]"/);
    refuses('1:2:3:4', 5, /a third ":"/);
    refuses('x', 0, /"x"; expected an index/);
    refuses('-', 0, /"-"; expected a whole number/);
    refuses('9'.repeat(3000), 0, /3,000 characters/);
    refuses('[99999999999999999999]', 1, /index 9007199254740991/);
    assert.throws(() => parseSlice('0', [0]), /expected a slice: axis 0 is empty/);
    assert.deepEqual(parseSlice('', []), []);
    assert.deepEqual(parseSlice('[...]', []), []);
    assert.equal(selectionText([], []), '[...]');
    assert.deepEqual(parseSlice('()', [2]), everything([2]));
  });

  it('R7 any selection is written as a text that is read as the same', () => {
    const part = fc.oneof(
      fc.integer({ min: -9, max: 9 }).map(String),
      fc
        .tuple(
          ...[0, 1].map(() => fc.option(fc.integer({ min: -9, max: 9 }))),
          fc.option(fc.constantFrom(-3, -1, 1, 2)),
        )
        .map(([from, to, step]) => `${from ?? ''}:${to ?? ''}:${step ?? ''}`),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8), part), { maxLength: 4 }), (axes) => {
        const shape = axes.map(([length]) => length);
        let selection;
        try {
          selection = parseSlice(axes.map(([, text]) => text).join(', '), shape);
        } catch {
          return;
        }
        checkSelection(selection, shape);
        const text = selectionText(selection, shape);
        const again = parseSlice(text, shape);
        again.forEach(({ start, step, count, kept }, axis) => {
          const before = selection[axis];
          assert.deepEqual([count, kept], [before.count, before.kept], text);
          if (count > 0) assert.equal(start, before.start, text);
          if (count > 1) assert.equal(step, before.step, text);
        });
      }),
      { seed: 20 },
    );
    assert.throws(() => checkSelection([{ start: 0, step: 2, count: 3, kept: true }], [4]), /a selection of 1 axis/);
  });

  it('R7 a view has any two axes, in either order, and says the index of a cell', async () => {
    const array = arrayOf(counting(24), [2, 3, 4]);
    const view = sliceView(parseSlice('[1]', [2, 3, 4]), 2, 1);
    assert.deepEqual(sliceSize(view), [4, 3]);
    const { texts } = await readBlock(array, view, [1, 3], [0, 3]);
    assert.deepEqual(texts, ['13.0', '17.0', '21.0', '14.0', '18.0', '22.0']);
    assert.deepEqual(indexOfCell(view, 1, 2), [1, 2, 1]);
    assert.throws(() => sliceView(everything([2, 3]), 0, 0), /rows: the number 0; expected one of the axes 0, 1/);
    assert.deepEqual(sliceSize(sliceView(everything([0, 2, 3]))), [0, 3]);
    for (const wrong of [
      { ...view, axes: everything([2, 3, 4]) },
      { ...view, rows: 0 },
      { ...view, columns: 7 },
      { ...view, rows: 1 },
    ]) {
      const fault = { name: 'CoreError', message: /^slice: axis \d down and axis \d across/ };
      await assert.rejects(readBlock(array, wrong, [0, 1], [0, 1]), fault);
      await assert.rejects(heatMap(array, wrong, 9, 9), fault);
      await assert.rejects(copyText(array, wrong, 'csv'), fault);
    }
    assert.deepEqual(reshaped(array.header, [4, 6]).shape, [4, 6]);
    assert.throws(() => reshaped(array.header, [5, 5]), /\(5, 5\) for an array of \(2, 3, 4\)/);
    assert.throws(() => reshaped({ ...array.header, order: 'F' }, [24]), /expected an array in C order/);
  });

  it('R7 a heat map holds mean, least and greatest of each block, in C and Fortran order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ rows: fc.integer({ min: 1, max: 40 }), columns: fc.integer({ min: 1, max: 40 }) }),
        fc.record({ height: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 12 }) }),
        fc.constantFrom('C' as const, 'F' as const),
        async ({ rows, columns }, { height, width }, order) => {
          const data = counting(rows * columns).map((i) => (i % 7 === 3 ? NaN : i % 11 === 5 ? -Infinity : i));
          const map = await heatMap(
            arrayOf(data, [rows, columns], 'float64', order),
            sliceView(everything([rows, columns])),
            height,
            width,
          );
          assert.deepEqual([map.rows, map.columns], [Math.min(rows, height), Math.min(columns, width)]);
          assert.equal(map.sampled, null);
          const blocks = map.mean.length;
          const expected = Array.from({ length: blocks }, (): number[] => []);
          const lost = new Array<number>(blocks).fill(0);
          for (let r = 0; r < rows; r++)
            for (let c = 0; c < columns; c++) {
              const value = data[order === 'C' ? r * columns + c : c * rows + r];
              const block = Math.floor((r * map.rows) / rows) * map.columns + Math.floor((c * map.columns) / columns);
              if (Number.isFinite(value)) expected[block].push(value);
              else lost[block]++;
            }
          expected.forEach((values, i) => {
            assert.equal(map.nan[i] + map.negativeInfinity[i], lost[i]);
            if (values.length === 0) assert.ok(Number.isNaN(map.mean[i]) && Number.isNaN(map.min[i]));
            else {
              assert.deepEqual([map.min[i], map.max[i]], [Math.min(...values), Math.max(...values)]);
              assert.ok(Math.abs(map.mean[i] - values.reduce((a, b) => a + b) / values.length) < 1e-9);
            }
          });
        },
      ),
      { numRuns: 100, seed: 20 },
    );
  });

  it('R7 a heat map holds the mean of numbers whose sum leaves what a double holds', async () => {
    const large = Number.MAX_VALUE;
    const data = Float64Array.of(large, large / 2, large, -large, -large, -large, 5e-324, 1e-310, 3, Infinity);
    const map = await heatMap(arrayOf(data, [5, 2]), sliceView(everything([5, 2])), 5, 1);
    const means = [0.75 * large, 0, -large, (5e-324 + 1e-310) / 2, 3];
    assert.deepEqual([...map.mean], means);
    assert.deepEqual([...map.positiveInfinity], [0, 0, 0, 0, 1]);
  });

  it('R7 the sum of whole numbers is a whole number', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1 }),
        async (values) => {
          const { sum } = await arrayStatistics(
            arrayOf(Int32Array.from(values), [values.length]),
            everything([values.length]),
          );
          assert.equal(
            sum,
            values.reduce((a, b) => a + b),
          );
        },
      ),
      { seed: 20 },
    );
  });

  it('R7 a heat map of more numbers than its limit is a sample, and says so', async () => {
    const shape = [20_000, 20_000];
    const header = arrayOf(new Uint8Array(0), shape).header;
    const file = {
      name: 'made.npy',
      size: 4e8,
      read: async (_: number, length: number) => new Uint8Array(length).fill(7),
    };
    for (const [order, sampled] of [
      ['C', { rows: 24, columns: 1 }],
      ['F', { rows: 1, columns: 24 }],
    ] as const) {
      const map = await heatMap({ file, header: { ...header, order } }, sliceView(everything(shape)), 100, 200);
      assert.deepEqual([map.rows, map.columns, map.sampled], [100, 200, sampled]);
      assert.ok(map.mean.every((each) => each === 7));
    }
  });

  it('R7 whole numbers of 64 bits keep every digit, and few different ones are counted', async () => {
    const large = arrayOf(BigInt64Array.of(9007199254740993n, -9223372036854775808n, 9007199254740993n), [3]);
    const found = await arrayStatistics(large, everything([3]));
    assert.deepEqual(
      [found.minText, found.maxText, found.atMin, found.atMax, found.distinct],
      ['-9223372036854775808', '9007199254740993', 1, 2, null],
    );
    const labels = arrayOf(BigInt64Array.of(3n, 1n, 3n, -2n), [4]);
    const { distinct, quantiles, norm } = await arrayStatistics(labels, everything([4]));
    assert.deepEqual(
      [[...distinct!.values], [...distinct!.counts]],
      [
        [-2, 1, 3],
        [1, 1, 2],
      ],
    );
    assert.deepEqual([quantiles!.median, norm], [2, Math.sqrt(23)]);
    assert.deepEqual(await countBeside(labels, everything([4]), 1), { below: 1, equal: 1, above: 2 });
  });

  it('R7 quartiles of many numbers are those of all, sorted: float32 exactly, float64 to a part in a million', async () => {
    const count = 300_000;
    const data = counting(count).map((i) => Math.sin(i * 7919) * 10 ** ((i % 9) - 4));
    const sorted = Float32Array.from(data).sort();
    const single = await arrayStatistics(arrayOf(Float32Array.from(data), [count]), everything([count]), { bins: 50 });
    const middle = (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    assert.deepEqual([single.quantiles!.median, single.quantiles!.exact], [middle, true]);
    assert.equal(
      single.histogram!.counts.reduce((a, b) => a + b),
      count,
    );
    const double = await arrayStatistics(arrayOf(data, [count]), everything([count]), {
      bins: 4,
      range: [0, 1],
    });
    const { below, above, counts } = double.histogram!;
    assert.equal(below + above + counts.reduce((a, b) => a + b), count);
    assert.equal(below, data.filter((x) => x < 0).length);
    const ints = Int32Array.from(data, (x) => x * 1e4);
    const { quantiles } = await arrayStatistics(arrayOf(ints, [count]), everything([count]));
    ints.sort();
    const [low, high] = ints.subarray(74_999, 75_001);
    assert.equal(quantiles!.quarter, high - (high - low) * 0.25);
  });

  it('R7 bins are counted by their edges, also where the numbers are far from 0 and near each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 2, maxLength: 60 }),
        fc.constantFrom(0, 1e9, 2 ** 50, -(2 ** 52)),
        fc.constantFrom(1, 0.1, 0.25, 1e-3),
        fc.integer({ min: 1, max: 40 }),
        async (places, offset, unit, bins) => {
          const data = Float64Array.from(places, (place) => offset + place * unit);
          const { histogram } = await arrayStatistics(arrayOf(data, [data.length]), everything([data.length]), {
            bins,
          });
          const { from, to, counts } = histogram!;
          // As NumPy has its edges.
          const step = (to - from) / bins;
          const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : i * step + from));
          const expected = new Array<number>(bins).fill(0);
          for (const value of data) {
            let bin = bins - 1;
            while (bin > 0 && value < edges[bin]) bin--;
            expected[bin]++;
          }
          assert.deepEqual([...counts], expected);
        },
      ),
      { seed: 20 },
    );
  });

  it('S24 each limit of arrays takes what is at it and refuses what is above', async () => {
    const { arrayBins, arrayCells, arrayHeat, arrays, rank } = limits;
    const few = arrayOf(Uint8Array.of(1, 2), [2]);
    const binned = (bins: number): Promise<unknown> => arrayStatistics(few, everything([2]), { bins });
    await binned(arrayBins);
    for (const bins of [arrayBins + 1, 0, 1.5]) await assert.rejects(binned(bins), /^CoreError: bins: the number/);
    const file = { name: 'made', size: 2 ** 40, read: async (_: number, length: number) => new Uint8Array(length) };
    const made = (count: number): OpenArray => ({ file, header: { ...few.header, shape: [count] } });
    const block = (count: number): Promise<ArrayBlock> =>
      readBlock(made(count), sliceView(everything([count])), [0, 1], [0, count]);
    assert.equal((await block(arrayCells)).texts.length, arrayCells);
    await assert.rejects(block(arrayCells + 1), /262,145 numbers; expected at most 262,144/);
    const heat = (count: number): Promise<HeatMap> => heatMap(made(count), sliceView(everything([count])), 1, 9);
    assert.deepEqual(
      [(await heat(arrayHeat)).sampled, (await heat(arrayHeat + 9)).sampled],
      [null, { rows: 1, columns: 2 }],
    );
    const tensors = (count: number, shape: number[]): RangeFile => {
      const header = Array.from({ length: count }, (_, i) => [i, { dtype: 'U8', shape, data_offsets: [i, i + 1] }]);
      const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(json.length));
      return rangeFile(new Uint8Array(Buffer.concat([length, json, Buffer.alloc(count)])));
    };
    assert.equal((await readArrays(tensors(arrays, [1]), unpack)).arrays.length, arrays);
    await assert.rejects(readArrays(tensors(arrays + 1, [1]), unpack), /65,537 tensors; expected at most 65,536/);
    const ranks = [rank, rank + 1].map((axes) => readArrays(tensors(1, new Array<number>(axes).fill(1)), unpack));
    assert.deepEqual(
      (await Promise.all(ranks)).map((found) => found.refused.map((each) => each.found)),
      [[], ['rank 33']],
    );
  });

  it('R7 an array is told to be a distribution along each axis where it is, and no other', async () => {
    const shape = [3, 4, 5];
    const data = new Float32Array(60).map((_, i) => 1 + ((i * 37) % 11));
    const along = (axis: number, of: Float32Array): Float32Array => {
      const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const sums = new Map<number, number>();
      const line = (i: number): number => Math.floor(i / (inner * shape[axis])) * inner + (i % inner);
      of.forEach((x, i) => sums.set(line(i), (sums.get(line(i)) ?? 0) + x));
      return of.map((x, i) => x / sums.get(line(i))!);
    };
    for (const axis of [0, 1, 2]) {
      const { distributionAlong } = await arrayStatistics(arrayOf(along(axis, data), shape), everything(shape));
      assert.deepEqual(distributionAlong, [axis]);
    }
    const even = new Float32Array(60).fill(0.25);
    assert.deepEqual((await arrayStatistics(arrayOf(even, shape), everything(shape))).distributionAlong, [1]);
    even[59] = 0.3;
    assert.deepEqual((await arrayStatistics(arrayOf(even, shape), everything(shape))).distributionAlong, []);
    even[59] = NaN;
    assert.deepEqual((await arrayStatistics(arrayOf(even, shape), everything(shape))).distributionAlong, []);
  });

  it('R7 a shape that may be a picture is offered with its axes, and its pixels are read', async () => {
    const views = (shape: number[]): unknown[] =>
      imageViews({ shape, dtype: 'uint8' }).map((it) => [it.rows, it.columns, it.channels, it.colours]);
    assert.deepEqual(views([28, 28]), [[0, 1, null, 1]]);
    assert.deepEqual(views([32, 32, 3]), [[0, 1, 2, 3]]);
    assert.deepEqual(views([3, 32, 32]), [
      [1, 2, 0, 3],
      [1, 2, null, 1],
    ]);
    assert.deepEqual(views([100, 1, 28, 28]), [[2, 3, 1, 1]]);
    assert.deepEqual(views([10, 28, 12, 28]), [[2, 3, null, 1]]);
    assert.deepEqual(views([5, 1000]), []);
    const shape = [2, 3, 8, 8];
    const bytes = new Uint8Array(384).map((_, i) => i % 256);
    const [view] = imageViews({ shape, dtype: 'uint8' });
    const picture = await readPicture(arrayOf(bytes, shape), parseSlice('[1]', shape), view, 100);
    assert.deepEqual([picture.width, picture.height, picture.colours, picture.black, picture.white], [8, 8, 3, 0, 255]);
    assert.deepEqual([...picture.values.subarray(0, 4)], [192, 0, 64, 193]);
    const small = await readPicture(arrayOf(bytes, shape), parseSlice('[1]', shape), view, 16);
    assert.deepEqual([small.width, small.step, small.values.length], [4, 2, 48]);
    for (const wrong of [
      { ...view, colours: 4 as const },
      { ...view, rows: 3 },
      { ...view, columns: 9 },
    ])
      await assert.rejects(readPicture(arrayOf(bytes, shape), everything(shape), wrong, 16), /^CoreError: view: axes/);
  });

  it('R7 a slice is copied as JSON, NumPy and CSV', async () => {
    const array = arrayOf(Float32Array.of(1, NaN, 0.1, Infinity, -2.5e-9, 6), [2, 3]);
    const view = sliceView(everything([2, 3]));
    assert.equal(
      await copyText(array, view, 'json'),
      '[[1.0, NaN, 0.10000000149011612],\n [Infinity, -2.4999999848063226e-09, 6.0]]',
    );
    assert.equal(
      await copyText(array, view, 'numpy'),
      'np.array([[1.0, np.nan, 0.1],\n          [np.inf, -2.5e-09, 6.0]], dtype=np.float32)',
    );
    assert.equal(await copyText(array, view, 'csv'), '1.0,nan,0.1\ninf,-2.5e-09,6.0\n');
    assert.equal(await copyText(array, sliceView(parseSlice('0', [2, 3])), 'json'), '[1.0, NaN, 0.10000000149011612]');
    assert.equal(
      await copyText(array, sliceView(parseSlice('1, 2', [2, 3])), 'numpy'),
      'np.array(6.0, dtype=np.float32)',
    );
    assert.equal(
      await copyText(array, sliceView(parseSlice('0:0', [2, 3])), 'numpy'),
      'np.empty((0, 3), dtype=np.float32)',
    );
    const complex = arrayOf(Float64Array.of(1, -2, NaN, 0), [2], 'complex128');
    const line = sliceView(everything([2]));
    assert.equal(await copyText(complex, line, 'json'), '[[1.0, -2.0], [NaN, 0.0]]');
    assert.equal(
      await copyText(complex, line, 'numpy'),
      'np.array([complex(1.0, -2.0), complex(np.nan, 0.0)], dtype=np.complex128)',
    );
    // NumPy writes the half 8192 as 8190, which is enough to tell it from other halves but is another double.
    assert.equal(
      await copyText(arrayOf(Uint16Array.of(0x7000, 0x2e66), [2], 'float16'), line, 'json'),
      '[8192.0, 0.0999755859375]',
    );
    const flags = arrayOf(Uint8Array.of(1, 0), [2], 'bool');
    assert.equal(await copyText(flags, line, 'json'), '[true, false]');
    assert.equal(await copyText(flags, line, 'numpy'), 'np.array([True, False], dtype=np.bool_)');
    assert.equal(dtypes.length, 17);
  });
});
