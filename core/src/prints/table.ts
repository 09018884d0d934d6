import { counted } from '../numeric/describe.js';
import type { TextRange } from '../tensor/source.js';
import { cellNumber } from './cell.js';

/** A column of a printed table. */
export interface PrintedColumn {
  name: string;
  head: TextRange;
  /** Its numbers, NaN where none is printed; null where it holds text. */
  values: Float64Array | null;
  /** Where each is written. */
  cells: readonly TextRange[];
}

/** A column by its head and its cells; `wordOf` gives what stands in one. */
export function printedColumn(
  name: string,
  head: TextRange,
  cells: readonly TextRange[],
  wordOf: (cell: TextRange) => string,
): PrintedColumn {
  const found = cells.map((cell) => cellNumber(wordOf(cell)));
  const isNumbers = found.length > 0 && found.every((value) => value !== undefined);
  return { name, head, values: isNumbers ? Float64Array.from(found) : null, cells };
}

/** A table as it was printed: the index is no data and stands apart. */
export interface PrintedTable extends TextRange {
  form: 'frame' | 'series' | 'markdown';
  columns: readonly PrintedColumn[];
  labels: readonly string[];
  /** What the index and the columns are called, as in a crosstab. */
  rowAxis: string | null;
  columnAxis: string | null;
  /** The dots of a print that was cut short. */
  cut: TextRange | null;
  /** Columns were left out, and `...` stands for them. */
  leftOut: boolean;
  /** The size that the print says it has. */
  said: { rows: number; columns: number } | null;
}

/** What disagrees between the size that a print says and what stands there; null where nothing does. */
export function sizeFault({ said, labels, columns, leftOut, cut, form }: PrintedTable): string | null {
  if (!said) return null;
  const rows = said.rows !== labels.length && !cut;
  const wide = form === 'frame' && said.columns !== columns.length && !leftOut;
  if (!rows && !wide) return null;
  return form === 'series'
    ? `${labels.length} of ${counted(said.rows, 'row')}`
    : `${labels.length} x ${columns.length} of ${said.rows} x ${said.columns}`;
}

/** The column that stands at an offset, by its head or one of its numbers. */
export function columnAt({ columns }: PrintedTable, offset: number): PrintedColumn | null {
  const holds = ({ start, end }: TextRange): boolean => offset >= start && offset <= end;
  return columns.find(({ head, cells }) => holds(head) || cells.some(holds)) ?? null;
}
