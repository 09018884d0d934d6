import { limits } from '../numeric/limits.js';
import { lineAfter, lineAt } from './lines.js';
import type { Passage } from './passage.js';
import { blank } from './plainText.js';
import type { TextRange } from './source.js';

const NUMBER = /^\s*"?[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"?\s*$|^\s*[-+]?(?:nan|inf|infinity)\s*$/i;

/**
 * In a table: on a cell of its header, if it has one, the numbers of the column below; on any other number the numbers
 * of its row. Cells that are no numbers are left out and counted. Null on what is neither.
 */
export function csvPassage(text: string, offset: number): Passage | null {
  const line = lineAt(text, offset);
  const head = lineAt(text, 0);
  if (!line || !head) return null;
  const separator = separatorOf(text.slice(0, head.end));
  const header = cellsOf(text, head, separator);
  const isNumber = (cell: TextRange): boolean => NUMBER.test(text.slice(cell.start, cell.end));
  const hasHeader = header.length > 0 && !header.some(isNumber);
  const cells = line.start === 0 ? header : cellsOf(text, line, separator);
  const place = cells.findIndex(({ end }) => offset <= end);
  if (place < 0) return null;
  if (line.start === 0 && hasHeader) return column(text, head, header[place], place, separator);
  if (!isNumber(cells[place])) return null;
  const numbers = cells.filter(isNumber);
  const row = { column: null, row: rowOf(text, line, hasHeader), numbers: numbers.length, cells: cells.length };
  return { ...only(text, line, numbers), table: { of: row, shown: line } };
}

/** The numbers below a cell of the header, read as far as a hover reads an array. */
function column(
  text: string,
  head: TextRange,
  { start, end }: TextRange,
  place: number,
  separator: string,
): Passage | null {
  const numbers: TextRange[] = [];
  let cells = 0;
  let last = head;
  for (let line = lineAfter(text, head); line; line = lineAfter(text, line)) {
    if (line.end > limits.hoverArray) {
      const whole = { start: head.end, end: text.length };
      return { start: whole.start, text: text.slice(whole.start), syntax: 'text', table: tableOf(0, 0) };
    }
    last = line;
    if (line.end === line.start) continue;
    cells++;
    const cell = cellsOf(text, line, separator)[place];
    if (cell && NUMBER.test(text.slice(cell.start, cell.end))) numbers.push(cell);
  }
  if (numbers.length === 0) return null;
  function tableOf(count: number, all: number): NonNullable<Passage['table']> {
    const name = text.slice(start, end).trim().replace(/^"|"$/g, '').slice(0, 100);
    return { of: { column: name, row: null, numbers: count, cells: all }, shown: { start, end } };
  }
  return { ...only(text, { start: head.end, end: last.end }, numbers), table: tableOf(numbers.length, cells) };
}

/** A part of the text of which only some cells are left, their quotes as blanks. */
function only(text: string, part: TextRange, cells: readonly TextRange[]): Passage {
  const parts: string[] = [];
  let from = part.start;
  cells.forEach(({ start, end }) => {
    parts.push(blank(text.slice(from, start)), text.slice(start, end).replaceAll('"', ' '));
    from = end;
  });
  const plain = parts.join('') + blank(text.slice(from, part.end));
  return { start: part.start, text: plain, syntax: 'text' };
}

function separatorOf(head: string): string {
  const count = (separator: string): number => head.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** The cells of a line; a separator in quotes is none. */
function cellsOf(text: string, { start, end }: TextRange, separator: string): TextRange[] {
  const cells: TextRange[] = [];
  let first = start;
  let isQuoted = false;
  for (let at = start; at <= end; at++) {
    if (at < end && text[at] === '"') isQuoted = !isQuoted;
    if (at < end && (isQuoted || text[at] !== separator)) continue;
    cells.push({ start: first, end: at });
    first = at + 1;
  }
  return cells;
}

/** Counted from 1, without the header; of a table that is not looked through so far, null. */
function rowOf(text: string, { start }: TextRange, hasHeader: boolean): number | null {
  if (start > limits.hoverArray) return null;
  let row = hasHeader ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) row++;
  return row;
}
