import { CoreError } from '../numeric/error.js';
import { counted, describe, tuple } from '../numeric/describe.js';

/** The indices of one axis that are taken: `start`, `start + step`, ..., as many as `count`. */
export interface AxisSlice {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  /** False where the axis is at one index, so that the result has no such axis. */
  readonly kept: boolean;
}

/** A part of an array of any number of axes: one entry an axis. */
export type Selection = readonly AxisSlice[];

/** A part of an array of at most two axes, as a grid shows it. Null where there is no such axis: one row, or one number. */
export interface ArraySlice {
  readonly axes: Selection;
  /** The axis of the array that goes down. */
  readonly rows: number | null;
  /** The axis that goes across. */
  readonly columns: number | null;
}

/** All of an array. */
export const everything = (shape: readonly number[]): Selection =>
  shape.map((count) => ({ start: 0, step: 1, count, kept: true }));

/** An axis at one index. */
export const atIndex = (start: number): AxisSlice => ({ start, step: 1, count: 1, kept: false });

/** Of the indices of an axis that are taken, every so many. */
export const everySo = (axis: AxisSlice, many: number): AxisSlice => ({
  ...axis,
  step: axis.step * many,
  count: Math.ceil(axis.count / many),
});

/** Throws `range` where a selection takes what an array does not have. */
export function checkSelection(selection: Selection, shape: readonly number[]): void {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  const fits = selection.every(({ start, step, count }, axis) => {
    const last = start + step * (count - 1);
    const isInside = start < shape[axis] && last >= 0 && last < shape[axis];
    return isCount(start) && isCount(count) && Number.isSafeInteger(step) && step !== 0 && (count === 0 || isInside);
  });
  if (selection.length !== shape.length || !fits)
    throw new CoreError(
      'range',
      `a selection of ${counted(selection.length, 'axis', 'axes')}`,
      `one within ${tuple(shape)}`,
      {
        argument: 'selection',
      },
    );
}

/** The lengths of the axes that a selection keeps. */
export const selectedShape = (selection: Selection): number[] =>
  selection.flatMap(({ kept, count }) => (kept ? [count] : []));

/** How many elements a selection has. */
export const selectedCount = (selection: Selection): number =>
  selection.reduce((product, { count }) => product * count, 1);

/**
 * What a grid shows of a selection: its last two axes, or the two that are named, and the first index of each other one.
 * Throws `option` where an axis that is named is not kept, or is named twice.
 */
export function sliceView(selection: Selection, rows?: number | null, columns?: number | null): ArraySlice {
  const kept = selection.flatMap((axis, i) => (axis.kept ? [i] : []));
  const across = columns === undefined ? (kept.filter((axis) => axis !== rows).at(-1) ?? null) : columns;
  const down = rows === undefined ? (kept.filter((axis) => axis !== across).at(-1) ?? null) : rows;
  for (const [argument, axis] of [
    ['rows', down],
    ['columns', across],
  ] as const)
    if (axis !== null && (!kept.includes(axis) || (argument === 'rows' && axis === across)))
      throw new CoreError('option', describe(axis), `one of the axes ${kept.join(', ')}, each once`, { argument });
  const axes = selection.map((axis, i) =>
    i === down || i === across || !axis.kept || axis.count === 0 ? axis : atIndex(axis.start),
  );
  return { axes, rows: down, columns: across };
}

/** Throws `option` unless rows and columns are two axes that are kept, and every other axis is at one index or empty. */
export function checkSlice({ axes, rows, columns }: ArraySlice): void {
  const isAxis = (axis: number | null): boolean => axis === null || (Object.hasOwn(axes, axis) && axes[axis].kept);
  const isAlone = axes.every(({ count }, axis) => count < 2 || axis === rows || axis === columns);
  if (!isAxis(rows) || !isAxis(columns) || (rows !== null && rows === columns) || !isAlone)
    throw new CoreError('option', `axis ${rows} down and axis ${columns} across`, 'the axes that a slice keeps', {
      argument: 'slice',
    });
}

/** How many rows and columns a slice has; no rows where an axis that it is not of is empty. */
export function sliceSize({ axes, rows, columns }: ArraySlice): [rows: number, columns: number] {
  const isEmpty = axes.some(({ count }, axis) => count === 0 && axis !== rows && axis !== columns);
  return [isEmpty ? 0 : rows === null ? 1 : axes[rows].count, columns === null ? 1 : axes[columns].count];
}

/** The index in the array of a cell of a slice. */
export const indexOfCell = ({ axes, rows, columns }: ArraySlice, row: number, column: number): number[] =>
  axes.map(({ start, step }, axis) => start + step * (axis === rows ? row : axis === columns ? column : 0));

/**
 * A selection as NumPy's indexing: the shortest that `parseSlice` reads as the same.
 * @example selectionText(everything([2, 3]), [2, 3]) // '[:, :]'
 */
export function selectionText(selection: Selection, shape: readonly number[]): string {
  const parts = selection.map(({ start, step, count, kept }, axis) => {
    if (!kept) return String(start);
    const length = shape[axis];
    if (count === 0) return length === 0 ? ':' : '0:0';
    const end = start + step * (count - 1) + Math.sign(step);
    const from = step > 0 ? (start === 0 ? '' : start) : start === length - 1 ? '' : start;
    const isOpen = step > 0 ? start + step * count >= length : end < 0 || start + step * count < 0;
    return `${from}:${isOpen ? '' : end}${step === 1 ? '' : `:${step}`}`;
  });
  return `[${parts.join(', ') || '...'}]`;
}
