import {
  columnAt,
  CoreError,
  counted,
  printAt,
  type PrintedColumn,
  type PrintedTable,
  type TextRange,
} from '@surprisal/core';
import { type Name, nameOf } from '../meaning/names.js';
import { Misplaced } from './misplaced.js';
import { firstIn, type Operand } from './operand.js';

/** The column of a printed table at an offset; null where none stands. Throws where the print was cut short. */
export function columnAround(source: string, offset: number): Operand | null {
  const table = tableAround(source, offset);
  if (!table) return null;
  const column = columnAt(table, offset);
  return column?.values ? operandOf(table, column, column.values) : null;
}

/** A selected table of pandas as its columns of numbers, without its index: one is a vector, several a matrix. */
export function selectedTable(source: string, selected: TextRange): Operand | null {
  const table = tableAround(source, firstIn(source, selected));
  if (!table || table.end > selected.end + 1 || table.start < selected.start) return null;
  const columns = table.columns.flatMap((column) => (column.values ? [{ ...column, values: column.values }] : []));
  const [only] = columns;
  if (!only) return null;
  if (columns.length === 1) return operandOf(table, only, only.values);
  const [rows, width] = [table.labels.length, columns.length];
  const data = new Float64Array(rows * width);
  for (const [j, { values }] of columns.entries()) for (let i = 0; i < rows; i++) data[i * width + j] = values[i];
  const cell = (index: number): TextRange => columns[index % width].cells[Math.floor(index / width)];
  return {
    tensor: { shape: [rows, width], data },
    range: { start: table.start, end: table.end },
    key: null,
    remarks: [],
    rangeAt: ([row, column]) => {
      if (row === undefined) return { start: table.start, end: table.end };
      if (column !== undefined) return cell(row * width + column);
      return { start: cell(row * width).start, end: cell(row * width + width - 1).end };
    },
    elementAt: cell,
    printed: true,
  };
}

/** The columns of a table around an offset that are named as a target and a prediction, where one of each is. */
export function printedPair(source: string, offset: number): { target: Operand; prediction: Operand } | null {
  const table = tableAround(source, offset);
  if (!table) return null;
  const named = (role: Name['role']): PrintedColumn[] =>
    table.columns.filter(({ name, values }) => values !== null && nameOf(name)?.role === role);
  const [targets, predictions] = [named('target'), named('prediction')];
  if (targets.length !== 1 || predictions.length !== 1) return null;
  const [target, prediction] = [targets[0], predictions[0]].map((column) => operandOf(table, column, column.values!));
  return { target, prediction };
}

function tableAround(source: string, offset: number): PrintedTable | null {
  const print = printAt(source, offset);
  if (!print || !('table' in print) || print.table.form === 'markdown') return null;
  const { cut, said, labels } = print.table;
  if (!cut) return print.table;
  const found = said ? `${labels.length} of ${counted(said.rows, 'row')}` : 'rows left out';
  throw new Misplaced(new CoreError('truncated', found, 'every row'), cut);
}

const operandOf = (table: PrintedTable, { name, cells }: PrintedColumn, data: Float64Array): Operand => {
  const range = { start: table.form === 'series' ? table.start : cells[0].start, end: cells.at(-1)!.end };
  return {
    tensor: { shape: [data.length], data },
    range,
    key: name || null,
    remarks: [],
    rangeAt: ([row]) => (row === undefined ? range : cells[row]),
    elementAt: (index) => cells[index],
    printed: true,
  };
};
