import type { Cell } from '../matrix/matrixKeys.js';

/** Rows and columns of the map that are looked at, by their places in the order of the classes. */
export interface Frame {
  row: number;
  rows: number;
  column: number;
  columns: number;
}

/** The fewest classes that a frame holds. */
const LEAST = 3;
/** How many classes are looked at about a cell where there are no blocks. */
const ABOUT = 12;
/** How much a step of zoom changes a frame. */
export const ZOOM = 1.5;

/** A frame stays whole and in the map. */
export function within({ row, rows, column, columns }: Frame, size: number): Frame {
  const [tall, wide] = [rows, columns].map((many) => Math.min(size, Math.max(Math.min(LEAST, size), many))) as [
    number,
    number,
  ];
  const place = (at: number, many: number): number => Math.min(size - many, Math.max(0, Math.round(at)));
  return { row: place(row, tall), rows: tall, column: place(column, wide), columns: wide };
}

/** Which of the blocks that begin at `starts` holds a place. */
export const blockOf = (starts: readonly number[], place: number): number =>
  Math.max(0, starts.filter((start) => start <= place).length - 1);

/** From where to before where a block goes. */
export const blockSpan = (starts: readonly number[], block: number, size: number): [from: number, to: number] => [
  starts[block] ?? 0,
  starts[block + 1] ?? size,
];

/** The block of the row and of the column of a cell, by places; without blocks as many classes about it. */
export function frameAround({ actual, predicted }: Cell, starts: readonly number[], size: number): Frame {
  if (starts.length < 2) {
    const half = ABOUT / 2;
    return within({ row: actual - half, rows: ABOUT, column: predicted - half, columns: ABOUT }, size);
  }
  const [row, toRow] = blockSpan(starts, blockOf(starts, actual), size);
  const [column, toColumn] = blockSpan(starts, blockOf(starts, predicted), size);
  return { row, rows: toRow - row, column, columns: toColumn - column };
}

/** The block that a frame is, as it stands on the diagonal; null where it is none. */
export function blockIn({ row, rows, column, columns }: Frame, starts: readonly number[], size: number): number | null {
  const block = starts.length < 2 ? -1 : starts.indexOf(row);
  if (block < 0 || row !== column || rows !== columns) return null;
  return blockSpan(starts, block, size)[1] === row + rows ? block : null;
}

/** A frame of more or fewer classes, about the cell that stays where it is. */
export function zoomed(frame: Frame, by: number, about: Cell, size: number): Frame {
  const change = (many: number): number => {
    const next = Math.round(many / by);
    return next === many ? many - Math.sign(by - 1) : next;
  };
  const [rows, columns] = [change(frame.rows), change(frame.columns)].map((many) =>
    Math.min(size, Math.max(Math.min(LEAST, size), many)),
  ) as [number, number];
  const keep = (from: number, many: number, at: number, next: number): number => {
    const inside = Math.min(from + many - 1, Math.max(from, at));
    return Math.round(inside - ((inside - from + 0.5) / many) * next + 0.5);
  };
  return within(
    {
      row: keep(frame.row, frame.rows, about.actual, rows),
      rows,
      column: keep(frame.column, frame.columns, about.predicted, columns),
      columns,
    },
    size,
  );
}

export const holds = (frame: Frame, { actual, predicted }: Cell): boolean =>
  actual >= frame.row &&
  actual < frame.row + frame.rows &&
  predicted >= frame.column &&
  predicted < frame.column + frame.columns;
