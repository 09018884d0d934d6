import type { FoundArray } from './foundArray.js';
import { lineAfter, lineAt, lineBefore } from './lines.js';
import type { TextRange } from './source.js';
import { limits } from '../numeric/limits.js';

/** A block list, `- 0.1` above `- 0.9`, as a list in brackets. */
export function plainYaml(source: string): string {
  if (!/^\s*-[ \t]/.test(source)) return source;
  let first = true;
  const items = source.replace(/^([ \t]*)-(?=[ \t])/gm, (_, indent: string) => {
    const opener = first ? '[' : ',';
    first = false;
    return indent + opener;
  });
  return `${items}\n]`;
}

const ITEM = /^([ \t]*)-[ \t]+(?:[-+]?\.?\d|[-+]?\.(?:inf|nan)\b|\[)/i;
const EMPTY = /^[ \t]*(?:#.*)?$/;
const KEY = /^([ \t]*)(?:-[ \t]+)?(["']?)([^\s"'#:][^"'#:]*)\2:[ \t]*(?:#.*)?$/;

/** The block list of numbers, or of flow lists of them, whose line holds `offset`; null where any item is something else. */
export function blockListAt(text: string, offset: number): FoundArray | null {
  const textOf = (line: TextRange): string => text.slice(line.start, line.end);
  const line = lineAt(text, offset);
  const indent = line && ITEM.exec(textOf(line))?.[1];
  if (!line || typeof indent !== 'string') return null;
  const isItem = (of: string): boolean => ITEM.exec(of)?.[1] === indent;
  let [first, top] = [line, line];
  let before = lineBefore(text, line);
  for (; before; before = lineBefore(text, before)) {
    if (line.end - before.start > limits.hoverArray) return null;
    const content = textOf(before);
    if (isItem(content)) first = before;
    else if (!EMPTY.test(content)) break;
    top = before;
  }
  let [last, bottom] = [line, line];
  let after = lineAfter(text, line);
  for (; after; after = lineAfter(text, after)) {
    if (after.end - line.start > limits.hoverArray) return null;
    const content = textOf(after);
    if (isItem(content)) last = after;
    else if (!EMPTY.test(content)) break;
    bottom = after;
  }
  const above = before && KEY.exec(textOf(before));
  if ((!before && top.start > 0) || (!after && bottom.end < text.length)) return null;
  if (before && !above && !textOf(before).startsWith('---')) return null;
  if (after && goesOn(textOf(after), indent)) return null;
  const start = first.start + indent.length;
  const end = last.start + textOf(last).trimEnd().length;
  const keyStart = above && before ? before.start + textOf(before).indexOf(above[3], above[1].length) : -1;
  const key = above && { text: above[3].trimEnd(), start: keyStart, end: keyStart + above[3].trimEnd().length };
  return { start, end, key, closed: true };
}

/** Whether a line still belongs to the list above it: one further in, or an item that is no number. */
function goesOn(line: string, indent: string): boolean {
  const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return own > indent.length || (own === indent.length && /^[ \t]*-[ \t]/.test(line));
}
