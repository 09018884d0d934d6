import * as lines from '../tensor/lines.js';
import { isSpace, type TextRange } from '../tensor/source.js';

/** A line without its end; `from` is where its content may begin, behind the mark of a comment or of a quotation. */
export interface PrintedLine extends TextRange {
  from: number;
}

/** A word of a line, and the column in which it ends, in code points as Python counts them. */
export interface PrintedWord extends TextRange {
  column: number;
}

/** How many characters a line may have, and how far a print may reach from where it is asked for. */
const MOST_LINE = 2 ** 14;
export const REACH = 2 ** 18;

/** The line that holds an offset; null for one that is too long. */
export const lineAt = (text: string, offset: number): PrintedLine | null =>
  marked(text, lines.lineAt(text, Math.min(offset, text.length), MOST_LINE));

export const lineBefore = (text: string, line: TextRange): PrintedLine | null =>
  marked(text, lines.lineBefore(text, line, MOST_LINE));

export const lineAfter = (text: string, line: TextRange): PrintedLine | null =>
  marked(text, lines.lineAfter(text, line, MOST_LINE));

const marked = (text: string, line: TextRange | null): PrintedLine | null =>
  line && { ...line, from: behindMark(text, line.start, line.end) };

/** The lines behind one, as far as a print may reach; or those before it, the nearest first. */
export function* linesFrom(text: string, line: PrintedLine, next = lineAfter): Generator<PrintedLine> {
  for (let at = next(text, line); at && Math.abs(at.start - line.start) < REACH; at = next(text, at)) yield at;
}

export const isBlank = (text: string, { from, end }: PrintedLine): boolean => skipSpaces(text, from, end) === end;

/** The words of a line, which blanks part. */
export function wordsOf(text: string, { start, from, end }: PrintedLine): PrintedWord[] {
  const words: PrintedWord[] = [];
  let column = from - start;
  let wordStart = -1;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      if (wordStart >= 0) words.push({ start: wordStart, end: at, column });
      wordStart = -1;
    } else if (wordStart < 0) wordStart = at;
    if (code < 0xdc00 || code > 0xdfff) column++;
  }
  if (wordStart >= 0) words.push({ start: wordStart, end, column });
  return words;
}

/** The column in which the last word of a line ends; 0 where it has none. */
export function lastColumn(text: string, { start, from, end }: PrintedLine): number {
  let last = end;
  while (last > from && isSpace(text.charCodeAt(last - 1))) last--;
  if (last === from) return 0;
  let column = 0;
  for (let at = start; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xdc00 || code > 0xdfff) column++;
  }
  return column;
}

function skipSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

function behindMark(text: string, start: number, end: number): number {
  const at = skipSpaces(text, start, end);
  if (text[at] === '#' || text[at] === '>') return Math.min(at + 1, end);
  return text.startsWith('//', at) && at < end ? Math.min(at + 2, end) : start;
}
