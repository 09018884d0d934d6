import type { TextRange } from './source.js';

/** How long a line may be that is looked at for what it is, so that a file of one line costs no more than this. */
const LONGEST = 2 ** 16;

/** The line around an offset, without its end; null where it is longer than is looked at. */
export function lineAt(text: string, offset: number, longest = LONGEST): TextRange | null {
  let start = offset;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) if (offset - --start > longest) return null;
  let end = offset;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) if (++end - start > longest) return null;
  return { start, end };
}

/** The line before one; null at the beginning. */
export function lineBefore(text: string, { start }: TextRange, longest = LONGEST): TextRange | null {
  if (start === 0) return null;
  const crlf = text.charCodeAt(start - 1) === 10 && text.charCodeAt(start - 2) === 13;
  return lineAt(text, start - (crlf ? 2 : 1), longest);
}

/** The line behind one; null at the end. */
export function lineAfter(text: string, { end }: TextRange, longest = LONGEST): TextRange | null {
  if (end >= text.length) return null;
  const crlf = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10;
  return lineAt(text, end + (crlf ? 2 : 1), longest);
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;
