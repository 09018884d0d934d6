import { counted, describe, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import type { OpenArray } from './arrayHeader.js';
import { type ArraySlice, type AxisSlice, checkSlice, selectedCount, type Selection, sliceSize } from './arraySlice.js';
import { dtypeOf } from './dtypes.js';
import { readParts } from './readParts.js';

/** Numbers of a part of a slice, row by row. */
export interface ArrayBlock {
  /** How many rows and columns there are: fewer than were asked for where the slice ends. */
  readonly rows: number;
  readonly columns: number;
  /** The numbers as doubles; of complex numbers the real parts. Whole numbers beyond 2^53 are rounded, their texts are not. */
  readonly values: Float64Array;
  /** The imaginary parts of complex numbers. */
  readonly imaginary: Float64Array | null;
  /** Each number as NumPy writes it: all digits that tell it from others of its type, `nan`, `True`, `(1+2j)`. */
  readonly texts: string[];
}

/** From the first to the one after the last. */
export type Span = readonly [from: number, to: number];

/** A part of one axis of a selection. */
const partOf = (axis: AxisSlice, [from, to]: Span): AxisSlice => ({
  ...axis,
  start: axis.start + from * axis.step,
  count: to - from,
});

/** A selection without more than a slice shows in these rows and columns, and the places of its cells. */
export function cellsOf(slice: ArraySlice, rows: Span, columns: Span): { selection: Selection; toSteps: number[] } {
  const width = columns[1] - columns[0];
  return {
    selection: slice.axes.map((axis, i) =>
      i === slice.rows ? partOf(axis, rows) : i === slice.columns ? partOf(axis, columns) : axis,
    ),
    toSteps: slice.axes.map((_, i) => (i === slice.rows ? width : i === slice.columns ? 1 : 0)),
  };
}

/**
 * Reads the numbers of some rows and columns of a slice, and only the bytes that they need. What lies beyond the slice is
 * left out. Throws `option` for a slice of other axes, `limit` above `limits.arrayCells` numbers, and `data` where the file gives fewer bytes.
 */
export async function readBlock(array: OpenArray, slice: ArraySlice, rows: Span, columns: Span): Promise<ArrayBlock> {
  checkSlice(slice);
  const [height, width] = sliceSize(slice);
  const down = within('rows', rows, height);
  const across = within('columns', columns, width);
  const [blockRows, blockColumns] = [down[1] - down[0], across[1] - across[0]];
  const count = blockRows * blockColumns;
  if (count > limits.arrayCells)
    throw new CoreError('limit', counted(count, 'number'), `at most ${grouped(limits.arrayCells)}`);
  // An empty slice may still have any number of rows.
  if (blockRows > limits.arrayCells)
    throw new CoreError('limit', counted(blockRows, 'empty row'), `at most ${grouped(limits.arrayCells)}`);
  const { kind } = dtypeOf(array.header.dtype);
  const values = new Float64Array(count);
  const imaginary = kind === 'complex' ? new Float64Array(count) : null;
  const texts = new Array<string>(count);
  const { selection, toSteps } = cellsOf(slice, down, across);
  const one = new Float64Array(1);
  if (count > 0 && selectedCount(selection) === count)
    await readParts(
      array,
      selection,
      (elements, first, some, stride, to, toStep) => {
        for (let i = 0; i < some; i++) {
          const [at, place] = [first + i * stride, to + i * toStep];
          elements.doubles(one, at, 1);
          values[place] = one[0];
          texts[place] = elements.text(at);
          if (!imaginary) continue;
          elements.doubles(one, at, 1, 1, 'imaginary');
          imaginary[place] = one[0];
        }
      },
      toSteps,
    );
  return { rows: blockRows, columns: blockColumns, values, imaginary, texts };
}

function within(argument: string, [from, to]: Span, length: number): Span {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from)
    throw new CoreError('range', `${describe(from)} to ${describe(to)}`, 'two counts in rising order', { argument });
  return [Math.min(from, length), Math.min(to, length)];
}
