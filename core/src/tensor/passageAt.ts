import { limits } from '../numeric/limits.js';
import type { ArrayIndex } from './arrayIndex.js';
import { csvPassage } from './csvPassage.js';
import { fenceAt } from './fence.js';
import { lineAfter, lineAt, lineBefore } from './lines.js';
import type { Passage } from './passage.js';
import type { TextRange } from './source.js';

/**
 * What `offset` lies in that is read otherwise than the document: a docstring or a comment, without its marks and the
 * prompts of a doctest; a fenced block of another language; the row of a table, or the column below its header.
 */
export function passageAt(text: string, index: ArrayIndex, offset: number): Passage | null {
  const { syntax } = index;
  if (syntax === 'csv') return csvPassage(text, offset);
  if (syntax === 'text') return fenceAt(text, offset);
  if (syntax === 'json') return null;
  const skipped = index.skippedAt(offset);
  if (!skipped) return null;
  const quote = text.slice(skipped.start, skipped.start + 3);
  const isDocstring = (syntax === 'python' || syntax === 'julia') && /^(?:"""|''')$/.test(quote);
  const marker = isDocstring ? null : /^(?:#|\/[/*])/.exec(quote)?.[0];
  if (marker === undefined) return null;
  const isLine = marker === '#' && quote !== '#=' ? true : marker === '//';
  const { start, end } = isLine ? commentLines(text, skipped, marker as string) : skipped;
  if (end - start > limits.hoverArray) return null;
  const part = text.slice(start, end);
  const plain = isDocstring ? `   ${part.slice(3)}`.replace(/["']{1,3}$/, blanks) : part;
  return { start, text: plain.replace(isDocstring ? PROMPT : PREFIX, blanks), syntax: 'text' };
}

const blanks = (prefix: string): string => ' '.repeat(prefix.length);
const PROMPT = /^[ \t]*(?:>>>|\.\.\.(?=[ \t]|$))/gm;
const PREFIX = /^[ \t]*(?:#[#>'|]*|\/\/+|\/\*+|\*(?!\/))(?:[ \t]*(?:>>>|\.\.\.(?=[ \t]|$)))?|\*\/$/gm;

/** The comment, and the lines above and below it that are nothing but comments. */
function commentLines(text: string, { start, end }: TextRange, marker: string): TextRange {
  const isComment = (line: TextRange): boolean => text.slice(line.start, line.end).trimStart().startsWith(marker);
  const line = lineAt(text, start);
  if (!line || !isComment(line)) return { start, end };
  const whole = { ...line };
  for (let above = lineBefore(text, line); above && isComment(above); above = lineBefore(text, above)) {
    if (end - above.start > limits.hoverArray) break;
    whole.start = above.start;
  }
  for (let below = lineAfter(text, line); below && isComment(below); below = lineAfter(text, below)) {
    if (below.end - start > limits.hoverArray) break;
    whole.end = below.end;
  }
  return whole;
}
