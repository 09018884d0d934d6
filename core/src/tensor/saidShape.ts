import type { TextRange } from './source.js';

const BEFORE =
  /<(?:tf\.)?(?:Tensor|Variable)\b[^<>\n]*?\bshape=\(([\d, ]*)\)[^<>\n]*\b(?:numpy|value)=\s*(?:array\()?\s*$/;
const CALL = /\btf\.Tensor\(\s*$/;
const BEHIND = /^\s*,\s*shape=\(([\d, ]*)\)/;
/** How much beside an array is looked at. */
const NEAR = 400;

/** The shape that a print of TensorFlow says, before or behind its array, of what it prints; null where none does. */
export function saidShape(text: string, { start, end }: TextRange): number[] | null {
  const before = text.slice(Math.max(0, start - NEAR), start);
  const lengths = BEFORE.exec(before.slice(before.lastIndexOf('<')))?.[1];
  const said = lengths ?? (CALL.test(before) ? BEHIND.exec(text.slice(end, end + NEAR))?.[1] : undefined);
  return said === undefined ? null : (said.match(/\d+/g) ?? []).map(Number);
}
