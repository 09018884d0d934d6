import { limits } from '../numeric/limits.js';
import type { Tensor } from '../tensor/tensor.js';
import { lineAt, lineBefore } from './lines.js';
import type { PrintedTable } from './table.js';

/** Counts that are a confusion matrix, or may be one. */
export interface PrintedConfusion {
  classes: readonly string[];
  /** `classes * classes`, row by row, as printed. */
  counts: Float64Array;
  /** What the rows are, by the names beside them; by none they are taken for actual, as scikit-learn has them. */
  rows: 'actual' | 'predicted' | null;
  /** A name says that it is one; else its numbers alone suggest it. */
  certain: boolean;
}

const NAME = /confusion|conf_?mat|(?:^|[^a-z])cm(?:$|[^a-z])/i;
const ACTUAL = /^(?:actual|true|truth|gold|target|label|y_?true|y_?test)s?(?![a-z])/i;
const PREDICTED = /^(?:pred(?:icted|iction)?|y_?pred|y_?hat|output)s?(?![a-z])/i;
const TOTAL = /^(?:all|total|sum)$/i;

/** Whether a name, or the line before what stands at an offset, speaks of a confusion matrix. */
export function saysConfusion(text: string, start: number, key: string | null): boolean {
  if (key !== null && NAME.test(key)) return true;
  const line = lineAt(text, start);
  if (!line) return false;
  if (NAME.test(text.slice(Math.max(line.start, start - 200), start))) return true;
  const above = lineBefore(text, line);
  return above !== null && NAME.test(text.slice(Math.max(above.start, above.end - 200), above.end));
}

/** An array as a confusion matrix; null where it can't be one, or only its shape says so. */
export function confusionOfArray({ shape, data }: Tensor, named: boolean): PrintedConfusion | null {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows !== columns || !areCounts(data, rows)) return null;
  if (!named && !isDiagonal(data, rows)) return null;
  const classes = Array.from({ length: rows }, (_, i) => String(i));
  return { classes, counts: Float64Array.from(data), rows: null, certain: named };
}

/** A table as a confusion matrix: counts under the classes that its rows have too, without their sums. */
export function confusionOfTable(table: PrintedTable, named: boolean): PrintedConfusion | null {
  const total = (name: string): boolean => TOTAL.test(name);
  const size = table.labels.length - (total(table.labels.at(-1) ?? '') ? 1 : 0);
  const { columns, cut, leftOut, rowAxis, columnAxis } = table;
  if (cut || leftOut || size < 2 || size > limits.classes) return null;
  const classColumns = columns.length > size && total(columns.at(-1)!.name) ? columns.slice(0, -1) : columns;
  if (classColumns.length !== size) return null;
  const labels = table.labels.slice(0, size);
  const names = classColumns.map(({ name }) => name);
  const [across, down] = [commonSide(names), commonSide(labels)];
  const classes = labels.map(bare);
  if (!names.every((name, i) => bare(name) === classes[i])) return null;
  const counts = new Float64Array(size * size);
  for (const [j, { values }] of classColumns.entries()) {
    if (!values) return null;
    for (let i = 0; i < size; i++) counts[i * size + j] = values[i];
  }
  if (!areCounts(counts, size)) return null;
  const [rowSide, columnSide] = [sideOf(rowAxis) ?? down, sideOf(columnAxis) ?? across];
  const sidesNamed = rowSide !== null || columnSide !== null;
  const certain = named || sidesNamed || (rowAxis === 'row_0' && columnAxis === 'col_0');
  if (!certain && !isDiagonal(counts, size)) return null;
  const rows = rowSide ?? (columnSide && (columnSide === 'actual' ? 'predicted' : 'actual'));
  return { classes, counts, rows: rows !== null && rowSide === columnSide ? null : rows, certain };
}

/** With the rows and the columns exchanged. */
export function transposed({ classes, counts, ...rest }: PrintedConfusion): PrintedConfusion {
  const n = classes.length;
  return { ...rest, classes, counts: counts.map((_, at) => counts[(at % n) * n + Math.floor(at / n)]) };
}

function sideOf(name: string | null): 'actual' | 'predicted' | null {
  if (name === null) return null;
  return ACTUAL.test(name) ? 'actual' : PREDICTED.test(name) ? 'predicted' : null;
}

/** What all names begin with, as in `pred cat`, `pred dog`. */
function commonSide(names: readonly string[]): ReturnType<typeof sideOf> {
  const side = sideOf(names[0]);
  return names.every((name) => sideOf(name) === side && bare(name) !== name) ? side : null;
}

const bare = (name: string): string => {
  const rest = name.replace(ACTUAL, '').replace(PREDICTED, '');
  return rest === name || !/^[\s:_-]+\S/.test(rest) ? name : rest.replace(/^[\s:_-]+/, '');
};

function areCounts(data: ArrayLike<number>, size: number): boolean {
  if (size < 2 || size > limits.classes) return false;
  let sum = 0;
  for (let at = 0; at < data.length; at++) {
    if (!Number.isSafeInteger(data[at]) || data[at] < 0) return false;
    sum += data[at];
  }
  return sum > 0 && Number.isSafeInteger(sum);
}

/** Most of the rows have their greatest count on the diagonal, and there is more than one item in a row. */
function isDiagonal(data: ArrayLike<number>, size: number): boolean {
  let [right, filled, most] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    let [row, greatest] = [0, 0];
    for (let j = 0; j < size; j++) {
      row += data[i * size + j];
      greatest = Math.max(greatest, data[i * size + j]);
    }
    most = Math.max(most, greatest);
    if (row === 0) continue;
    filled++;
    if (data[i * size + i] === greatest) right++;
  }
  return most > 1 && right * 2 > filled;
}
