import { dataError, type NamedBytes } from './bytes.js';
import type { Cells, TableForm } from './cells.js';
import { isLabelName } from './columns.js';
import { readCsv, type Table } from './csv.js';
import { firstRow, indexColumns, namesOf } from './csvHeader.js';

/** The rows of a CSV file below its names, where it has some. Throws `data` where the first row may be names or values. */
export function csvCells(file: NamedBytes): Cells {
  const table = readCsv(file);
  const first = table.hasRowNames ? { is: 'names' as const } : firstRow(table, isLabelName);
  if (first.is === 'doubt') throw dataError(table.place(0), first.found, first.expected);
  const names = first.is === 'names' ? namesOf(table, isLabelName) : [];
  const begin = first.is === 'names' ? 1 : 0;
  if (table.rows === begin) throw dataError(file.name, 'no rows below its names', 'one or more');
  return new CsvCells(table, names, begin, indexColumns(table, names));
}

class CsvCells implements Cells {
  readonly file: string;
  readonly form: TableForm;
  readonly width: number;
  readonly count: number;

  constructor(
    private readonly table: Table,
    readonly names: readonly string[],
    private readonly begin: number,
    readonly index: number,
  ) {
    this.file = table.file;
    this.form = { kind: 'csv', ...table.form };
    this.width = table.width;
    this.count = table.rows - begin;
  }

  text(row: number, column: number): string {
    return this.table.text(row + this.begin, column);
  }

  number(row: number, column: number): number {
    return this.table.number(row + this.begin, column);
  }

  place(row: number, column?: number): string {
    return this.table.place(row + this.begin, column);
  }

  sample(row: number, column: number): string {
    return this.table.sample(row + this.begin, column);
  }

  quote(row: number, column: number): string {
    return this.table.quote(row + this.begin, column);
  }

  lines(): Uint32Array {
    return this.table.lines(this.begin);
  }
}
