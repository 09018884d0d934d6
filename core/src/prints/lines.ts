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

const isEnd = (code: number): boolean => code === 10 || code === 13;

/** The line that holds an offset; null for one that is too long. */
export function lineAt(text: string, offset: number): PrintedLine | null {
  let start = Math.min(offset, text.length);
  let end = start;
  while (start > 0 && !isEnd(text.charCodeAt(start - 1))) if (offset - --start > MOST_LINE) return null;
  while (end < text.length && !isEnd(text.charCodeAt(end))) if (++end - start > MOST_LINE) return null;
  return { start, end, from: behindMark(text, start, end) };
}

export function lineBefore(text: string, { start }: TextRange): PrintedLine | null {
  if (start === 0) return null;
  const isCrLf = text.charCodeAt(start - 1) === 10 && text.charCodeAt(start - 2) === 13;
  return lineAt(text, start - (isCrLf ? 2 : 1));
}

export function lineAfter(text: string, { end }: TextRange): PrintedLine | null {
  if (end >= text.length) return null;
  return lineAt(text, end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1));
}

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
