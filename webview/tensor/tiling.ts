import { type ArraySlice, atIndex } from '@surprisal/core';
import { computed } from '@preact/signals';
import { whole } from './slices.js';
import { choices, size, slice, tensor } from './state.js';

/** How slices lie side by side, each a tile of the rows and columns on show: by one axis across, and one down. */
interface Tiling {
  across: number;
  /** Null where there is one axis alone, which goes on in the next row. */
  down: number | null;
}

/** The last two of the axes that are at an index. Null where there is none, or where a tile would be one line. */
export const tiling = computed((): Tiling | null => {
  const { rows, columns } = slice.value;
  if (rows === null || columns === null || Math.min(size.value.rows, size.value.columns) < 2) return null;
  const laid = (tensor.value?.shape ?? []).flatMap((length, axis) =>
    length > 1 && axis !== rows && axis !== columns ? [axis] : [],
  );
  const across = laid.at(-1);
  return across === undefined ? null : { across, down: laid.at(-2) ?? null };
});

export const isTiled = computed(() => choices.value.look === 'tiles' && tiling.value !== null);

/** Two axes that may be those of a tile. */
type TilePair = readonly [rows: number, columns: number];

/** Every two axes of more than one index, and those on show, which may be turned. */
export function tilePairs(shape: readonly number[], { rows, columns }: ArraySlice): TilePair[] {
  const axes = shape.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const pairs = axes.flatMap((first, i) => axes.slice(i + 1).map((second): TilePair => [first, second]));
  const isThere = pairs.some(([first, second]) => first === rows && second === columns);
  return isThere || rows === null || columns === null ? pairs : [[rows, columns], ...pairs];
}

/** Lays two axes on the rows and columns; the others stay at their index, or at the first that they show. */
export function withPair({ axes }: ArraySlice, [rows, columns]: TilePair, shape: readonly number[]): ArraySlice {
  const cuts = axes.map((cut, axis) => {
    if (axis === rows || axis === columns) return cut.kept ? cut : whole(shape[axis]);
    return cut.kept && cut.count > 0 ? atIndex(cut.start) : cut;
  });
  return { axes: cuts, rows, columns };
}

/** As long as a side of a kernel is at most, and not as short as a number of colours need be. */
const isKernel = (height: number, width: number): boolean => height === width && height > 1 && height <= 11;

/** The axes that tiles begin with: kernels whose sides come first lie there, all else as it is on show. */
export function firstPair(shape: readonly number[]): TilePair | null {
  const [first, second, third, fourth] = shape;
  return shape.length === 4 && isKernel(first, second) && !isKernel(third, fourth) ? [0, 1] : null;
}

/** The sizes of tiles, px. */
const LEAST = 24;
const MOST = 96;
export const GAP = 6;
/** The index below a tile where one axis goes on in the next row. */
const NAME = 14;
export const TALLEST = 440;

export interface TileLayout {
  /** How many tiles there are down and across. */
  rows: number;
  columns: number;
  /** How large one is, and how far it is to the next, px. */
  tile: number;
  pitch: number;
  /** What stands below one, px. */
  below: number;
}

/** How large square boxes of tiles are in a room: as large as all fit where they can, and never too small to be seen. */
export function layoutOf(counts: { down: number | null; across: number }, width: number, longest: number): TileLayout {
  const { down, across } = counts;
  const below = down === null ? NAME : 0;
  const wished = down === null ? Math.sqrt((width * TALLEST) / across) - below : width / across;
  const side = Math.max(LEAST, Math.min(MOST, Math.floor(wished) - GAP));
  // Cells are whole pixels where little is lost by it.
  const tile = side >= 3 * longest ? Math.floor(side / longest) * longest : side;
  const pitch = tile + GAP;
  const columns = down === null ? Math.max(1, Math.min(across, Math.floor(width / pitch))) : across;
  return { rows: down ?? Math.ceil(across / columns), columns, tile, pitch, below };
}
