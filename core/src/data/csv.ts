import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError, type NamedBytes } from './bytes.js';
import { cellEnd, findCells } from './csvCells.js';
import { csvForm } from './csvForm.js';
import { decimalNumber } from './decimalNumber.js';
import { lineOf, textBytes, wordOf } from './utf8.js';

const QUOTE = 34;
const POINT = 46;
const COMMA = 44;
const SPACE = 32;
/** A number whose comma may part thousands. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * The cells of a table, as places in the bytes of its file: nothing is made of a cell before it is asked for, so a table
 * of any form costs four bytes a cell.
 */
export class Table {
  private constructor(
    readonly file: string,
    private readonly bytes: Uint8Array,
    private readonly separator: number,
    readonly width: number,
    /** Rows in all, the first one included, whether it is names or not. */
    readonly rows: number,
    private readonly starts: Uint32Array,
    /** What stands before the fraction of a number. */
    private readonly mark: number,
    private readonly quoted: boolean,
    /** Rows begin with their names, above which stands nothing. */
    readonly hasRowNames: boolean,
  ) {}

  /** What is between cells, and what stands before a fraction. */
  get form(): { separator: string; decimal: string } {
    return { separator: String.fromCharCode(this.separator), decimal: String.fromCharCode(this.mark) };
  }

  /** Reads a table as `readCsv` tells. */
  static read(file: NamedBytes): Table {
    const { name } = file;
    const bytes = textBytes(file);
    const form = csvForm(name, bytes);
    const { width, rows, starts } = findCells(name, bytes, form);
    if (rows === 0) throw dataError(name, 'no rows', 'one or more');
    const quoted = form.quoted ?? form.separator !== SPACE;
    const table = (mark: number): Table =>
      new Table(name, bytes, form.separator, width, rows, starts, mark, quoted, form.rowNames ?? false);
    return table(form.separator === COMMA ? POINT : table(POINT).markOf());
  }

  /** The text of a cell, without its quotes, or without the blanks around it where it has none. */
  text(row: number, column: number): string {
    const { bytes } = this;
    const [from, to] = this.range(row, column);
    if (to - from > limits.word)
      throw dataError(this.place(row, column), counted(to - from, 'byte'), `at most ${grouped(limits.word)} in a cell`);
    const quoted = from > this.starts[row * this.width + column];
    const text = wordOf(bytes, from, to);
    return quoted ? text.replaceAll('""', '"') : text.trim();
  }

  /** The text of a cell, of at most so many bytes, and what is longer with an ellipsis. */
  clipped(row: number, column: number, most: number): string {
    const [from, to] = this.range(row, column);
    const quoted = from > this.starts[row * this.width + column];
    const text = wordOf(this.bytes, from, to, most) + (to - from > most ? '…' : '');
    return quoted ? text.replaceAll('""', '"') : text.trim();
  }

  /** The number in a cell; NaN where there is none, so where it is 1_000 or 0x10 or nothing. */
  number(row: number, column: number): number {
    const [from, to] = this.range(row, column);
    return decimalNumber(this.bytes, from, to, this.mark);
  }

  /** Whether two cells hold the same bytes. */
  same(row: number, other: number, column: number): boolean {
    const { bytes } = this;
    const [from, to] = this.range(row, column);
    const [from2, to2] = this.range(other, column);
    if (to - from !== to2 - from2) return false;
    for (let i = 0; i < to - from; i++) if (bytes[from + i] !== bytes[from2 + i]) return false;
    return true;
  }

  /** `file, line 2, column 3`, as a person counts. */
  place(row: number, column?: number): string {
    const line = grouped(this.line(row));
    return `${this.file}, line ${line}${column === undefined ? '' : `, column ${grouped(column + 1)}`}`;
  }

  /** The line of the file that a row begins on, from 1. */
  line(row: number): number {
    return lineOf(this.bytes, this.starts[row * this.width]) + 1;
  }

  /** The line that each row begins on from `first` on, from 0, in one passage. */
  lines(first: number): Uint32Array {
    const lines = new Uint32Array(this.rows - first);
    let [line, at] = [0, 0];
    for (let row = 0; row < this.rows; row++) {
      const start = this.starts[row * this.width];
      for (; at < start; at++)
        if (this.bytes[at] === 10 || (this.bytes[at] === 13 && this.bytes[at + 1] !== 10)) line++;
      if (row >= first) lines[row - first] = line;
    }
    return lines;
  }

  /** The beginning of a cell. */
  sample(row: number, column: number): string {
    const [from, to] = this.range(row, column);
    return wordOf(this.bytes, from, Math.min(to, from + 40)).trim();
  }

  /** A cell as a message shows it. */
  quote(row: number, column: number): string {
    const sample = this.sample(row, column);
    return sample === '' ? 'nothing' : JSON.stringify(sample);
  }

  private range(row: number, column: number): readonly [number, number] {
    const start = this.starts[row * this.width + column];
    const end = cellEnd(this.bytes, start, this.separator, this.quoted);
    return this.bytes[start] === QUOTE && this.quoted ? [start + 1, end - 1] : [start, end];
  }

  /**
   * What stands before the first fraction. Of `1,234` nothing tells whether its comma parts thousands, so numbers of that
   * form alone are refused.
   */
  private markOf(): number {
    let doubt: (() => Error) | undefined;
    for (let row = 0; row < this.rows; row++)
      for (let column = 0; column < this.width; column++) {
        const [from, to] = this.range(row, column);
        for (let at = from; at < to; at++) {
          const mark = this.bytes[at];
          if (mark !== COMMA && mark !== POINT) continue;
          if (Number.isNaN(decimalNumber(this.bytes, from, to, mark))) break;
          if (mark === POINT || !THOUSANDS.test(this.sample(row, column))) return mark;
          doubt ??= () =>
            dataError(
              this.place(row, column),
              `${this.quote(row, column)}, which may be a fraction or thousands`,
              'no commas between thousands, or a number such as 0,5 that only a decimal comma can be in',
            );
          break;
        }
      }
    if (doubt) throw doubt();
    return POINT;
  }
}

/**
 * Reads text of cells between commas, semicolons, tabs or, of numbers alone, spaces. Cells may be quoted, with doubled
 * quotes inside. A first line `sep=;`, comments of NumPy before the rows and numbers with a decimal comma, `1,5;2,5`, are
 * read as `csvForm` tells; whether the first row is names tells `firstRow`.
 * Throws `data` with the file's name and line where rows differ in length, a quote is not closed, or the bytes are not
 * UTF-8.
 */
export const readCsv = (file: NamedBytes): Table => Table.read(file);
