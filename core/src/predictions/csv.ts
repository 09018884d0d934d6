import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError, type NamedBytes } from '../data/bytes.js';
import { readCsv, type Table } from '../data/csv.js';
import { firstRow, indexColumns, namesOf } from '../data/csvHeader.js';
import { tableCells } from './cells.js';
import { isKnown } from './names.js';
import { type Column, type PredictionChoices, Unanswered } from './types.js';

/** The columns of a table, and which of them only number its rows; a single one without a name goes by `stem`. */
export function csvColumns(file: NamedBytes, stem: string, choices: PredictionChoices): Omit<Column, 'id' | 'file'>[] {
  const table = readCsv(file);
  if (table.width > limits.keys)
    throw dataError(file.name, counted(table.width, 'column'), `at most ${grouped(limits.keys)}`);
  const header = choices.header?.[file.name] ?? hasHeader(table);
  const begin = header ? 1 : 0;
  const rows = table.rows - begin;
  if (rows === 0) throw dataError(file.name, 'no rows below its names', 'one or more');
  const names = header ? namesOf(table, () => true) : [];
  const columns: Omit<Column, 'id' | 'file'>[] = [];
  const index = indexColumns(table, names);
  for (let j = 0; j < table.width; j++)
    columns.push({
      name: j < index ? 'index' : header && names[j] !== '' ? names[j] : table.width === 1 ? stem : `column ${j + 1}`,
      numbers: j < index,
      rows,
      width: null,
      cells: tableCells(table, j, begin),
      heads: null,
      line: (row) => table.line(row + begin),
    });
  return columns;
}

/** Whether the first line is names; asked where that is in doubt, as it is for texts above texts. */
function hasHeader(table: Table): boolean {
  const { is } = firstRow(table, isKnown);
  if (is !== 'values') {
    if (is === 'names') return true;
    return askHeader(table);
  }
  if (table.width === 1 || table.rows === 1) return false;
  for (let j = 0; j < table.width; j++) {
    if (table.sample(0, j) === '' || !Number.isNaN(table.number(0, j))) return false;
    for (let row = 1; row < table.rows; row++) if (table.same(0, row, j)) return false;
  }
  return askHeader(table);
}

function askHeader(table: Table): never {
  let first = '';
  for (let j = 0; j < table.width && first.length < 80; j++) first += `${j === 0 ? '' : ', '}${table.sample(0, j)}`;
  throw new Unanswered({ ask: 'header', file: table.file, first: first.slice(0, 80) });
}
