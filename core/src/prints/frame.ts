import {
  isBlank,
  lastColumn,
  lineAfter,
  lineAt,
  lineBefore,
  linesFrom,
  type PrintedLine,
  type PrintedWord,
  REACH,
  wordsOf,
} from './lines.js';
import { printedColumn, type PrintedColumn, type PrintedTable } from './table.js';

/** Lines of a print that stand under one another: some of its columns, or all. */
interface Block {
  head: PrintedLine;
  rows: PrintedLine[];
  /** The name of the index, where it has one, on a line of its own. */
  axis: string | null;
  /** More columns stand below. */
  goesOn: boolean;
  last: PrintedLine;
}

type Part = Pick<PrintedTable, 'columns' | 'labels' | 'columnAxis' | 'cut'> & { blank: boolean };

/**
 * The pandas DataFrame whose print stands at an offset: its columns, which end where their heads do, and its index
 * apart, over all parts that a wide one is wrapped into. Null where none does, also for a table without an index.
 */
export function readFrame(text: string, offset: number): PrintedTable | null {
  const at = lineAt(text, offset);
  const middle = at && blockAt(text, at);
  if (!middle) return null;
  const blocks = [middle];
  const isNear = ({ head }: Block): boolean => Math.abs(head.start - middle.head.start) < REACH;
  for (let above = aboveOf(text, middle); above?.goesOn && isNear(above); above = aboveOf(text, above))
    blocks.push(above);
  blocks.reverse();
  for (let last: Block | null = middle; last?.goesOn && isNear(last);) {
    last = belowOf(text, last);
    if (last) blocks.push(last);
  }
  const parts = blocks.map((block) => partOf(text, block));
  const [first] = parts;
  if (!first || !parts.every((part) => part !== null && part.labels.length === first.labels.length)) return null;
  const whole = parts as Part[];
  const last = blocks.at(-1)!.last;
  const said = saidBelow(text, last);
  const columns = whole.flatMap((part) => part.columns);
  const [{ axis, head }] = blocks;
  const rows = first.labels.length;
  const counted = first.labels.every((label, i) => label === String(i));
  if (!said && !(first.blank || axis !== null)) return null;
  if (!said && !(rows > 1 && (columns.length > 1 || counted))) return null;
  return {
    form: 'frame',
    start: head.start,
    end: last.end,
    columns: columns.filter(({ name }) => name !== '...'),
    labels: first.labels,
    rowAxis: axis,
    columnAxis: first.columnAxis,
    cut: whole.find(({ cut }) => cut)?.cut ?? null,
    leftOut: columns.some(({ name }) => name === '...'),
    said,
  };
}

/** Rows of one width around a line, and the head above them; a head may end sooner than its rows. */
function blockAt(text: string, line: PrintedLine): Block | null {
  const found = blockOf(text, line);
  if (found) return found;
  let tries = 0;
  for (const below of linesFrom(text, line)) {
    if (isBlank(text, below) || tries++ === 2) return null;
    const block = blockOf(text, below);
    if (block && block.head.start <= line.start) return block;
  }
  return null;
}

function blockOf(text: string, line: PrintedLine): Block | null {
  const width = widthOf(text, line);
  if (width === 0) return null;
  let top = line;
  let axis: PrintedLine | null = null;
  let head: PrintedLine | null = null;
  const isHeadOf = (other: number | null): boolean =>
    other !== null && other <= width && other > width - 5 && other > 0;
  for (const up of linesFrom(text, line, lineBefore)) {
    const other = widthOf(text, up);
    if (other === 0) break;
    if (other !== width) {
      // Numbered columns are padded to one width, so their last head may end sooner; the name of an index ends far off.
      const next = lineBefore(text, up);
      if (isHeadOf(next && widthOf(text, next))) [axis, head] = [up, next];
      else if (isHeadOf(other) && startsFurther(text, up, top)) head = up;
      break;
    }
    top = up;
  }
  if (!head) head = top;
  const first = lineAfter(text, axis ?? head);
  const rows: PrintedLine[] = [];
  if (axis === null && first && widthOf(text, first) !== width) {
    const second = lineAfter(text, first);
    if (!second || widthOf(text, first) === 0 || widthOf(text, second) !== width) return null;
    axis = first;
  }
  for (const down of linesFrom(text, axis ?? head)) {
    if (widthOf(text, down) !== width) break;
    rows.push(down);
  }
  if (rows.length === 0) return null;
  const last = rows.at(-1)!;
  const goesOn = text.slice(head.from, head.end).trimEnd().endsWith('\\');
  if (!axis && !goesOn && !startsFurther(text, head, rows[0]) && !saidBelow(text, last)) return null;
  return { head, rows, axis: axis && text.slice(axis.from, axis.end).trim(), goesOn, last };
}

/** The column in which a line ends, but for the backslash of a head that goes on below. */
function widthOf(text: string, line: PrintedLine): number {
  const end = text.slice(line.from, line.end).trimEnd();
  return lastColumn(text, end.endsWith('\\') ? { ...line, end: line.from + end.length - 1 } : line);
}

const startsFurther = (text: string, a: PrintedLine, b: PrintedLine): boolean => indentOf(text, a) > indentOf(text, b);
const indentOf = (text: string, { start, from, end }: PrintedLine): number =>
  from - start + text.slice(from, end).search(/\S|$/);

function aboveOf(text: string, { head }: Block): Block | null {
  const blank = lineBefore(text, head);
  const line = blank && isBlank(text, blank) ? lineBefore(text, blank) : null;
  return line && !isBlank(text, line) ? blockOf(text, line) : null;
}

function belowOf(text: string, { last }: Block): Block | null {
  const blank = lineAfter(text, last);
  const line = blank && isBlank(text, blank) ? lineAfter(text, blank) : null;
  return line && !isBlank(text, line) ? blockAt(text, line) : null;
}

/** `[3 rows x 4 columns]` below a blank line. */
function saidBelow(text: string, last: PrintedLine): PrintedTable['said'] {
  let line = lineAfter(text, last);
  if (line && isBlank(text, line)) line = lineAfter(text, line);
  const found = line && /^\s*\[(\d+) rows x (\d+) columns\]\s*$/.exec(text.slice(line.from, line.end));
  return found ? { rows: Number(found[1]), columns: Number(found[2]) } : null;
}

/** The columns of a block: they end where words of every row do, and a head stands above each. */
function partOf(text: string, { head, rows }: Block): Part | null {
  const heads = wordsOf(text, head).filter(({ start, end }) => text.slice(start, end) !== '\\');
  const words = rows.map((row) => wordsOf(text, row));
  if (heads.length === 0) return null;
  const shared = new Map<number, number>();
  for (const row of words) for (const { column } of row) shared.set(column, (shared.get(column) ?? 0) + 1);
  const ends = [...shared].filter(([, n]) => n === rows.length).map(([column]) => column);
  ends.sort((a, b) => a - b);
  const titles: { words: PrintedWord[]; end: number }[] = [];
  let next = 0;
  for (const end of ends) {
    const from = next;
    while (next < heads.length && heads[next].column <= end) next++;
    if (next > from) titles.push({ words: heads.slice(from, next), end });
  }
  if (next < heads.length || titles.length === 0) return null;
  const slices = titles.map(() => [] as PrintedWord[][]);
  for (const row of words) {
    let at = 0;
    titles.forEach(({ end }, i) => {
      const from = at;
      while (at < row.length && row[at].column <= end) at++;
      slices[i].push(row.slice(from, at));
    });
  }
  return assemble(text, titles, slices, words);
}

function assemble(
  text: string,
  titles: readonly { words: PrintedWord[] }[],
  slices: PrintedWord[][][],
  rows: PrintedWord[][],
): Part | null {
  const textOf = (words: readonly PrintedWord[]): string =>
    words.length ? text.slice(words[0].start, words.at(-1)!.end) : '';
  const cut = rows.findIndex((row) => /^\.{2,3}$/.test(textOf(row.slice(0, 1))));
  const keep = rows.map((_, i) => i).filter((i) => i !== cut);
  // Where nothing stands before the first column it is the index, and its head the name of the columns.
  const isIndex = keep.every((i) => slices[0][i].length === 1);
  const labels = keep.map((i) => textOf(isIndex ? slices[0][i] : slices[0][i].slice(0, -1)));
  if (isIndex && titles.length < 2) return null;
  const first = titles[0].words;
  const named = nameOf(first);
  const columns = titles.slice(isIndex ? 1 : 0).map(({ words }, i): PrintedColumn => {
    const head = i === 0 && !isIndex ? named.words : nameOf(words).words;
    const cells = keep.map((row) => slices[isIndex ? i + 1 : i][row].at(-1)!);
    const places = cells.map(({ start, end }) => ({ start, end }));
    const at = { start: head[0].start, end: head.at(-1)!.end };
    return printedColumn(textOf(head), at, places, ({ start, end }) => text.slice(start, end));
  });
  const axis = isIndex ? textOf(first) : textOf(first.slice(0, first.length - named.words.length));
  const dots = cut < 0 ? null : { start: rows[cut][0].start, end: rows[cut][0].end };
  return { columns, labels, columnAxis: axis || null, cut: dots, blank: axis === '' };
}

/** The words of a head behind its last gap of two blanks or more: before it stands the name of all columns. */
function nameOf(words: readonly PrintedWord[]): { words: readonly PrintedWord[] } {
  let from = words.length - 1;
  while (from > 0 && words[from].start - words[from - 1].end < 2) from--;
  return { words: words.slice(from) };
}
