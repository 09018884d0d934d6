import { lineAfter, lineAt, lineBefore } from './lines.js';
import type { Passage } from './passage.js';
import type { TextRange } from './source.js';
import { syntaxOfLanguage } from './syntax.js';

const FENCE = /^[ \t]*(```+|~~~+)[ \t]*\{?\.?(\w*)/;
/** How far above a place the fence that opens its block is looked for. */
const MOST_ABOVE = 2 ** 16;

/**
 * The fenced block around an offset, where the fence names a language that writes its arrays in a way of its own. Only
 * an opening fence names one, so that nothing above it has to be read.
 */
export function fenceAt(text: string, offset: number): Passage | null {
  const fenceOf = (line: TextRange): RegExpExecArray | null => FENCE.exec(text.slice(line.start, line.end));
  let line = lineAt(text, offset);
  if (!line || fenceOf(line)) return null;
  let opener: RegExpExecArray | null = null;
  let start = 0;
  while (!opener) {
    const before = lineBefore(text, line);
    if (!before || offset - before.start > MOST_ABOVE) return null;
    start = line.start;
    opener = fenceOf((line = before));
  }
  const name = opener[2].toLowerCase();
  const syntax = syntaxOfLanguage(name, `.${name}`);
  if (syntax !== 'r' && syntax !== 'julia' && syntax !== 'yaml') return null;
  let end = start;
  for (let next = lineAfter(text, line); next && !fenceOf(next); next = lineAfter(text, next)) {
    if (next.start - offset > MOST_ABOVE) break;
    ({ end } = next);
  }
  return offset > end ? null : { start, text: text.slice(start, end), syntax };
}
