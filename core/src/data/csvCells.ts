import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
import { lineOf } from './utf8.js';

const QUOTE = 34;
const SPACE = 32;

/** How cells stand in a text: from which byte on, and what is between them; several spaces count as one. */
export interface CellForm {
  from: number;
  separator: number;
  /** Cells may be in quotes between spaces too, as R writes them. */
  quoted?: boolean;
  /** The first row has one cell fewer than the others, which begin with the name of their row, as R writes them. */
  rowNames?: boolean;
}

/** The cells of a table: how many a row, how many rows, and the byte that each begins at, row by row. */
interface CellPlaces {
  width: number;
  rows: number;
  starts: Uint32Array;
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;

/** Where the cell at `at` ends: at a separator, a line end or the end; -1 for a quote that nothing closes. */
export function cellEnd(bytes: Uint8Array, at: number, separator: number, quoted = separator !== SPACE): number {
  const { length } = bytes;
  let end = at;
  if (bytes[at] === QUOTE && quoted) {
    for (end = at + 1; bytes[end] !== QUOTE || bytes[end + 1] === QUOTE; end += bytes[end] === QUOTE ? 2 : 1)
      if (end >= length) return -1;
    return end + 1;
  }
  while (end < length && bytes[end] !== separator && !isLineEnd(bytes[end])) end++;
  return end;
}

/** Takes the byte that each cell begins at and the one that it ends at; `last` is true for the last of its row. */
type CellSink = (start: number, end: number, last: boolean) => boolean;

/**
 * Passes over the cells of a text in order, until the sink is done; lines of blanks alone are no rows. Throws `data` with
 * file and line where a quote is not closed, or text follows one.
 */
export function forCells(file: string, bytes: Uint8Array, { from, separator, quoted }: CellForm, sink: CellSink): void {
  const spaced = separator === SPACE;
  const isPad = (code: number): boolean => code === SPACE || (code === 9 && separator !== 9);
  let at = from;
  while (at < bytes.length) {
    let start = at;
    while (isPad(bytes[start])) start++;
    if (start === bytes.length) return;
    if (isLineEnd(bytes[start])) {
      at = start + 1;
      continue;
    }
    if (spaced) at = start;
    for (let last = false; !last;) {
      const cell = at;
      const end = cellEnd(bytes, at, separator, quoted);
      const place = (): string => `${file}, line ${grouped(lineOf(bytes, cell) + 1)}`;
      if (end < 0) throw dataError(place(), 'a quote that is not closed', 'its end');
      at = end;
      if (spaced) while (bytes[at] === SPACE) at++;
      last = at >= bytes.length || isLineEnd(bytes[at]);
      if (!last && (spaced ? at === end : bytes[at] !== separator))
        throw dataError(place(), 'text after a quote', 'a separator');
      if (!sink(cell, end, last)) return;
      if (!last && !spaced) at++;
    }
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++;
    at++;
  }
}

/** Finds the cells of a table, twice: first to count them. Throws `data` where rows differ in length, and as `forCells`. */
export function findCells(file: string, bytes: Uint8Array, form: CellForm): CellPlaces {
  let width = 0;
  let rows = 0;
  let inRow = 0;
  let cells = 0;
  let rowStart = 0;
  forCells(file, bytes, form, (start, _, last) => {
    cells++;
    if (inRow++ === 0) rowStart = start;
    if (inRow > limits.columns)
      throw dataError(file, `more than ${grouped(limits.columns)} columns`, `at most ${grouped(limits.columns)}`);
    if (!last) return true;
    if (rows === 0) {
      width = inRow + (form.rowNames ? 1 : 0);
      inRow = width;
    }
    if (inRow !== width)
      throw dataError(
        `${file}, line ${grouped(lineOf(bytes, rowStart) + 1)}`,
        counted(inRow, 'value'),
        `${width}, as in the first row`,
      );
    rows++;
    inRow = 0;
    return true;
  });
  // The row of names is filled up with an empty cell, which is the end of its line.
  const starts = new Uint32Array(cells + (form.rowNames ? 1 : 0));
  let next = form.rowNames ? 1 : 0;
  forCells(file, bytes, form, (start, end, last) => {
    if (form.rowNames && last && next === width - 1) starts[0] = end;
    starts[next++] = start;
    return true;
  });
  return { width, rows, starts };
}
