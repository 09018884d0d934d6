import { limits } from '../numeric/limits.js';
import type { OpenArray, Pace } from './arrayHeader.js';
import { type ArraySlice, checkSlice, everySo, selectedCount, sliceSize } from './arraySlice.js';
import type { ComplexPart } from './dtypes.js';
import { inDoubles } from './inDoubles.js';
import { cellsOf } from './readBlock.js';
import { atOnce, readParts } from './readParts.js';

/** A slice in so many blocks as there is room for: what is in each. */
export interface HeatMap {
  /** How many blocks there are, down and across: at most as many as the slice has rows and columns. */
  readonly rows: number;
  readonly columns: number;
  /** Of the finite numbers of a block; NaN where it has none. Row by row. */
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How many numbers of each block are NaN or infinite. */
  readonly nan: Uint32Array;
  readonly positiveInfinity: Uint32Array;
  readonly negativeInfinity: Uint32Array;
  /** Where not all numbers were read: every so many rows and columns. Null where all were. */
  readonly sampled: { readonly rows: number; readonly columns: number } | null;
}

/** In this unit the sum of as many finite numbers as there can be is finite. */
const SMALL = 2 ** -64;
/** Blocks down or across, at most. */
const MOST = 4096;

/**
 * Mean, least and greatest of each block of a slice: block `i` of `n` holds the rows from `ceil(i * rows / n)` on. A slice
 * of more than `limits.arrayHeat` numbers is sampled by its rows and columns, and says so.
 */
export async function heatMap(
  array: OpenArray,
  slice: ArraySlice,
  height: number,
  width: number,
  part: ComplexPart = 'magnitude',
  pace: Pace = atOnce,
): Promise<HeatMap> {
  checkSlice(slice);
  const [allRows, allColumns] = sliceSize(slice);
  const rows = blocksOf(height, allRows);
  const columns = blocksOf(width, allColumns);
  const [rowStep, columnStep] = steps(array, slice, [allRows, allColumns], [rows, columns]);
  const thin = thinned(slice, rowStep, columnStep);
  const [takenRows, takenColumns] = sliceSize(thin);
  // The place of a cell is one number: row times columns, and column.
  const { selection, toSteps } = cellsOf(thin, [0, takenRows], [0, takenColumns]);
  const blockOf = (to: number): number => {
    const row = Math.floor(to / takenColumns);
    const down = Math.floor((row * rowStep * rows) / allRows);
    return down * columns + Math.floor(((to - row * takenColumns) * columnStep * columns) / allColumns);
  };
  const isThere = rows * columns > 0 && selectedCount(selection) === takenRows * takenColumns;
  const read = async (unit: number): Promise<Blocks> => {
    const blocks = new Blocks(rows * columns, unit);
    const take = inDoubles((values, size, to, toStep) => {
      for (let i = 0; i < size; i++) blocks.add(blockOf(to + i * toStep), values[i]);
    }, part);
    if (isThere) await readParts(array, selection, take, toSteps, pace);
    return blocks;
  };
  const map = await read(1);
  if (map.isOver) map.mend(await read(SMALL), SMALL);
  const sampled = rowStep * columnStep > 1 ? { rows: rowStep, columns: columnStep } : null;
  return { rows, columns, ...map.end(), sampled };
}

const blocksOf = (room: number, length: number): number => Math.max(0, Math.min(MOST, Math.floor(room), length));

/**
 * Every so many rows and columns, so that no more than the limit are read, and one of each block at least: first of what
 * lies farther apart in the file, so that what is between is not read.
 */
function steps(
  { header }: OpenArray,
  slice: ArraySlice,
  all: readonly [number, number],
  blocks: readonly [number, number],
): [number, number] {
  const found: [number, number] = [1, 1];
  const times = (all[0] * all[1]) / limits.arrayHeat;
  if (!(times > 1)) return found;
  const areRowsApart = (header.order === 'C') === (slice.rows ?? 0) < (slice.columns ?? 0);
  const first = slice.rows === null || (slice.columns !== null && !areRowsApart) ? 1 : 0;
  for (const side of [first, 1 - first]) {
    const left = times / (found[0] * found[1]);
    found[side] = Math.max(1, Math.min(Math.floor(all[side] / blocks[side]), Math.ceil(left)));
  }
  return found;
}

function thinned(slice: ArraySlice, rowStep: number, columnStep: number): ArraySlice {
  const by = (axis: number): number => (axis === slice.rows ? rowStep : axis === slice.columns ? columnStep : 1);
  return {
    ...slice,
    axes: slice.axes.map((axis, i) => everySo(axis, by(i))),
  };
}

/** What is in each block. */
class Blocks {
  private readonly sum: Float64Array;
  private readonly count: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly nan: Uint32Array;
  private readonly above: Uint32Array;
  private readonly below: Uint32Array;

  /** Whether a sum of finite numbers left what a double holds, so that they have to be summed in a smaller unit. */
  isOver = false;

  constructor(
    blocks: number,
    private readonly unit: number,
  ) {
    this.sum = new Float64Array(blocks);
    this.count = new Float64Array(blocks);
    this.min = new Float64Array(blocks).fill(Infinity);
    this.max = new Float64Array(blocks).fill(-Infinity);
    this.nan = new Uint32Array(blocks);
    this.above = new Uint32Array(blocks);
    this.below = new Uint32Array(blocks);
  }

  add(block: number, value: number): void {
    if (value - value !== 0) {
      if (value > 0) this.above[block]++;
      else if (value < 0) this.below[block]++;
      else this.nan[block]++;
      return;
    }
    const sum = (this.sum[block] += value * this.unit);
    if (sum - sum !== 0) this.isOver = true;
    this.count[block]++;
    if (value < this.min[block]) this.min[block] = value;
    if (value > this.max[block]) this.max[block] = value;
  }

  /** Takes what of the sums is not finite from sums in a smaller unit. */
  mend({ sum, count }: Blocks, unit: number): void {
    for (let i = 0; i < sum.length; i++)
      if (!Number.isFinite(this.sum[i])) {
        this.sum[i] = sum[i] / count[i] / unit;
        this.count[i] = 1;
      }
  }

  end(): Omit<HeatMap, 'rows' | 'columns' | 'sampled'> {
    const { sum: mean, count, min, max, nan, above, below } = this;
    for (let i = 0; i < mean.length; i++) {
      mean[i] = Math.min(max[i], Math.max(min[i], mean[i] / count[i]));
      if (count[i] === 0) min[i] = max[i] = NaN;
    }
    return { mean, min, max, nan, positiveInfinity: above, negativeInfinity: below };
  }
}
