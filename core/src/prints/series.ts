import { isBlank, lastColumn, lineAt, lineBefore, linesFrom, type PrintedLine, wordsOf } from './lines.js';
import type { TextRange } from '../tensor/source.js';
import { printedColumn, type PrintedTable } from './table.js';

/** The pandas Series whose print stands at an offset, known by its last line, which names its type; null where none does. */
export function readSeries(text: string, offset: number): PrintedTable | null {
  const at = lineAt(text, offset);
  const foot = at && footBelow(text, at);
  if (!foot) return null;
  const rows: PrintedLine[] = [];
  let cut: TextRange | null = null;
  let width = 0;
  for (const line of linesFrom(text, foot, lineBefore)) {
    const [word, ...others] = wordsOf(text, line);
    if (word && others.length === 0 && /^\.{2,3}$/.test(text.slice(word.start, word.end))) cut = word;
    else if (others.length === 0 || lastColumn(text, line) !== (width ||= lastColumn(text, line))) break;
    else rows.push(line);
  }
  rows.reverse();
  if (rows.length === 0 || offset < rows[0].start) return null;
  const cells: TextRange[] = [];
  const labels: string[] = [];
  for (const row of rows) {
    const words = wordsOf(text, row);
    const { start, end } = words.at(-1)!;
    cells.push({ start, end });
    labels.push(text.slice(words[0].start, words.at(-2)!.end));
  }
  const wordOf = ({ start, end }: TextRange): string => text.slice(start, end);
  const last = text.slice(foot.from, foot.end);
  const length = /\bLength: (\d+)/.exec(last);
  return {
    form: 'series',
    start: rows[0].start,
    end: foot.end,
    columns: [printedColumn(nameOf(last), { start: foot.from, end: foot.end }, cells, wordOf)],
    labels,
    rowAxis: null,
    columnAxis: null,
    cut: cut && { start: cut.start, end: cut.end },
    leftOut: false,
    said: length ? { rows: Number(length[1]), columns: 1 } : null,
  };
}

/** `Name: x, dtype: float64` */
function nameOf(foot: string): string {
  const from = foot.indexOf('Name: ');
  if (from < 0) return '';
  const rest = foot.slice(from + 6);
  const ends = [rest.lastIndexOf(', Length: '), rest.lastIndexOf(', dtype: ')].filter((end) => end >= 0);
  return rest.slice(0, Math.min(...ends));
}

/** `Name: x, Length: 3, dtype: float64`, of which only the type always stands there. */
function isFoot(text: string, { from, end }: PrintedLine): boolean {
  const line = text.slice(from, end).trim();
  const type = line.lastIndexOf('dtype: ');
  if (type < 0 || !/^[\w<>[\], ]+$/.test(line.slice(type + 7))) return false;
  return type === 0 || (/^(?:Name|Length|Freq): /.test(line) && line.slice(0, type).endsWith(', '));
}

function footBelow(text: string, line: PrintedLine): PrintedLine | null {
  if (isFoot(text, line)) return line;
  for (const at of linesFrom(text, line)) {
    if (isBlank(text, at)) return null;
    if (isFoot(text, at)) return at;
  }
  return null;
}
