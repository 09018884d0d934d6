/** Rows of named or unnamed columns, whatever file they stand in; rows count from 0 below the names. */
export interface Cells {
  readonly file: string;
  readonly form: TableForm;
  readonly width: number;
  readonly count: number;
  /** Empty where the columns have no names. */
  readonly names: readonly string[];
  /** How many columns at the beginning only number or name the rows. */
  readonly index: number;
  text(row: number, column: number): string;
  /** NaN where there is no number. */
  number(row: number, column: number): number;
  /** File and line, and of a cell the column, as a person counts. */
  place(row: number, column?: number): string;
  /** The beginning of a cell, as it stands, and as a message shows it. */
  sample(row: number, column: number): string;
  quote(row: number, column: number): string;
  /** The line that each row begins on, from 0. */
  lines(): Uint32Array;
}

/** How a table stands in its file. */
export interface TableForm {
  /** `records`, `columns`, `lists`, `index` and `split` are JSON as pandas writes it; `lines` is a record a line. */
  kind: 'csv' | 'records' | 'lines' | 'columns' | 'lists' | 'index' | 'split';
  /** Of CSV: what is between cells, and what stands before a fraction. */
  separator?: string;
  decimal?: string;
}

/** What pandas takes for a missing value, and what has neither letter nor digit: no name of a column. */
const MISSING = /^(?:#?N\/A|#?NA|<NA>|NULL|null|None|n\/a|-?NaN|-?nan|[^\p{L}\p{N}]*)$/u;
export const isMissing = (text: string): boolean => MISSING.test(text);
