import type { TextRange } from '../tensor/source.js';
import { lineAt, lineBefore, linesFrom, type PrintedLine } from './lines.js';
import { printedColumn, type PrintedTable } from './table.js';

/** The Markdown table that stands at an offset, its first column taken for its index. Null where none does. */
export function readMarkdownTable(text: string, offset: number): PrintedTable | null {
  const at = lineAt(text, offset);
  if (!at || !isRow(text, at)) return null;
  let top = at;
  for (const line of linesFrom(text, at, lineBefore)) {
    if (!isRow(text, line)) break;
    top = line;
  }
  const lines: PrintedLine[] = [];
  for (const line of linesFrom(text, top)) {
    if (!isRow(text, line)) break;
    lines.push(line);
  }
  const [rule, ...body] = lines;
  const heads = cellsOf(text, top);
  if (!rule || body.length === 0 || heads.length < 2 || !isRule(text, rule)) return null;
  const cells = body.map((line) => cellsOf(text, line));
  if (!cells.every((row) => row.length === heads.length)) return null;
  const textOf = ({ start, end }: TextRange): string => plain(text.slice(start, end));
  const columns = heads.slice(1).map((head, i) => {
    const own = cells.map((row) => row[i + 1]);
    return printedColumn(textOf(head), head, own, textOf);
  });
  return {
    form: 'markdown',
    start: top.start,
    end: body.at(-1)!.end,
    columns,
    labels: cells.map(([label]) => textOf(label)),
    rowAxis: textOf(heads[0]) || null,
    columnAxis: null,
    cut: null,
    leftOut: false,
    said: null,
  };
}

const isRow = (text: string, { from, end }: PrintedLine): boolean => text.slice(from, end).trimStart().startsWith('|');

const isRule = (text: string, line: PrintedLine): boolean =>
  cellsOf(text, line).every(({ start, end }) => /^:?-+:?$/.test(text.slice(start, end)));

/** Without the marks of bold and of code. */
const plain = (cell: string): string => cell.replace(/^[*_`]{1,3}|[*_`]{1,3}$/g, '');

/** What stands between the bars of a line, without the blanks around it. */
function cellsOf(text: string, { from, end }: PrintedLine): TextRange[] {
  const cells: TextRange[] = [];
  let start = text.indexOf('|', from) + 1;
  for (let at = start; at <= end; at++) {
    if (at < end && (text[at] !== '|' || text[at - 1] === '\\')) continue;
    let [first, last] = [start, at];
    while (first < last && text[first] <= ' ') first++;
    while (last > first && text[last - 1] <= ' ') last--;
    if (at < end || last > first) cells.push({ start: first, end: last });
    start = at + 1;
  }
  return cells;
}
