import type { NumericArray } from '../tensor/tensor.js';
import type { Table } from '../data/csv.js';
import { withPoint } from '../data/classLabels.js';
import { numberIn } from '../data/decimalNumber.js';
import type { Json } from '../data/json.js';
import type { NpyTexts } from '../data/npyTexts.js';

export type Cell = string | number | boolean | null;

/** The values of a column, each made from the bytes of the file when it is asked for. */
export interface Cells {
  readonly length: number;
  get(at: number): Cell;
  /** NaN where it is none. */
  number(at: number): number;
  /** As it stands in the file, a decimal comma as a point: what a label is called. */
  text(at: number): string;
  /** The same, however long it is: of at most so many bytes, and what is longer with an ellipsis. */
  clipped(at: number, most: number): string;
}

export const numberCells = (data: NumericArray): Cells => ({
  length: data.length,
  get: (at) => data[at],
  number: (at) => data[at],
  text: (at) => String(data[at]),
  clipped: (at) => String(data[at]),
});

export const textCells = ({ count, text }: NpyTexts): Cells => ({
  length: count,
  get: text,
  number: (at) => numberIn(text(at)),
  text,
  clipped: (at, most) => (text(at).length > most ? `${text(at).slice(0, most)}…` : text(at)),
});

/** One column of a table, from the row `begin` on. */
export const tableCells = (table: Table, column: number, begin: number): Cells => ({
  length: table.rows - begin,
  get: (at) => table.text(begin + at, column),
  number: (at) => table.number(begin + at, column),
  text: (at) => withPoint(table.text(begin + at, column), table.form.decimal),
  clipped: (at, most) => table.clipped(begin + at, column, most),
});

/** Stands for a value that a row does not have. */
export const NONE = 0xffff_ffff;

/** Values of a JSON text, by their numbers in it. */
export function jsonCells(json: Json, values: Uint32Array): Cells {
  const text = (at: number): string => (values[at] === NONE ? '' : json.text(values[at]));
  return {
    length: values.length,
    get: (at) => {
      const value = values[at];
      if (value === NONE) return null;
      if (json.isText(value)) return json.text(value);
      const word = text(at);
      return word === 'null' ? null : word === 'true' || word === 'false' ? word === 'true' : json.number(value);
    },
    number: (at) => (values[at] === NONE ? NaN : json.number(values[at])),
    text,
    clipped: (at, most) => (values[at] === NONE ? '' : json.clipped(values[at], most)),
  };
}

/** Columns of one length side by side, row by row. */
export function besideCells(parts: readonly Cells[]): Cells {
  const width = parts.length;
  const part = (at: number): Cells => parts[at % width];
  const row = (at: number): number => Math.floor(at / width);
  return {
    length: width * parts[0].length,
    get: (at) => part(at).get(row(at)),
    number: (at) => part(at).number(row(at)),
    text: (at) => part(at).text(row(at)),
    clipped: (at, most) => part(at).clipped(row(at), most),
  };
}
