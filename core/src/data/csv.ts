import { dataError, grouped, type NamedBytes } from './bytes.js';

/** The cells of a table, and the names of its columns where its first row has them. */
export interface Table {
  names: string[] | null;
  rows: string[][];
  /** The line of the file that each row begins on, from 1. */
  lines: number[];
}

const QUOTE = '"';

/**
 * Reads text of values between commas, semicolons or tabs: whichever stands first in the first line. Fields may be
 * quoted, with doubled quotes inside. The first row is names where one of its cells is no number and the one below it is.
 * Throws `data` with the file's name and line where rows differ in length, or a quote is not closed.
 */
export function readCsv(file: string, text: string): Table {
  const separator = /[,;\t]/.exec(firstLine(text))?.[0] ?? ',';
  const rows: string[][] = [];
  const lines: number[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const row: string[] = [];
    const startLine = line;
    for (;;) {
      const field = text[at] === QUOTE ? quoted(text, at, file, line) : plain(text, at, separator);
      row.push(field.value);
      line += field.lines;
      at = field.end;
      if (text[at] !== separator) break;
      at++;
    }
    if (text[at] === '\r') at++;
    if (at < text.length && text[at] !== '\n')
      throw dataError(`${file}, line ${line}`, 'text after a quote', 'a separator');
    at++;
    line++;
    if (row.length === 1 && row[0] === '') continue;
    if (rows[0] && row.length !== rows[0].length)
      throw dataError(`${file}, line ${startLine}`, `${row.length} values`, `${rows[0].length}, as in the first row`);
    rows.push(row);
    lines.push(startLine);
  }
  if (rows.length === 0) throw dataError(file, 'no rows', 'one or more');
  const named = rows[0].some((cell, j) => !isNumber(cell) && rows[1] && isNumber(rows[1][j]));
  return named ? { names: rows[0], rows: rows.slice(1), lines: lines.slice(1) } : { names: null, rows, lines };
}

/** A cell as a number; throws with its place where it is none. */
export function cellNumber(cell: string, file: string, row: number, column: number): number {
  if (!isNumber(cell))
    throw dataError(
      `${file}, row ${grouped(row + 1)}, column ${column + 1}`,
      `"${cell.slice(0, 40)}"`,
      'a finite number',
    );
  return Number(cell);
}

/** The text of a UTF-8 file. */
export function fileText({ name, bytes }: NamedBytes): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  if (!/[\x80-\xff]/.test(text)) return text;
  try {
    return decodeURIComponent(
      text.replace(/[%\x80-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    throw dataError(name, 'bytes that are not UTF-8', 'a text file');
  }
}

function isNumber(cell: string): boolean {
  return cell.trim() !== '' && Number.isFinite(Number(cell));
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

interface Field {
  value: string;
  end: number;
  /** Line ends inside it. */
  lines: number;
}

function plain(text: string, from: number, separator: string): Field {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(from, end).trim(), end, lines: 0 };
}

function quoted(text: string, from: number, file: string, line: number): Field {
  let value = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf(QUOTE, at);
    if (end < 0) throw dataError(`${file}, line ${line}`, 'a quote that is not closed', 'its end');
    value += text.slice(at, end);
    if (text[end + 1] !== QUOTE) return { value, end: end + 1, lines: value.split('\n').length - 1 };
    value += QUOTE;
    at = end + 2;
  }
}
