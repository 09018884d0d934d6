import type { ArrayIndex, FoundArray, KeyedArray, TextRange } from '@surprisal/core';
import { type ReadTokens, readTokens } from './readTokens.js';

/** How many arrays around a place are looked at: alternatives in tokens in answers in a list of them, and their bytes. */
const LEVELS = 6;

/**
 * The tokens with log-probabilities around an offset: of the arrays there the innermost that holds them, if it has at most
 * `most` characters. Null where none does. Costs that array and a look at the first item of those around it.
 */
export function tokensAt(index: ArrayIndex, text: string, offset: number, most: number): ReadTokens | null {
  for (const array of index.enclosing(offset, LEVELS)) {
    if (!array.closed || array.end - array.start > most) continue;
    const read = readTokens(text, array, () => neighbours(index, array, most));
    if (read) return read;
  }
  return null;
}

/** The arrays of the object that holds one. */
function neighbours(index: ArrayIndex, { key, start }: FoundArray, most: number): KeyedArray[] {
  const siblings = index.siblings(key?.start ?? start).filter(({ isNumber }) => !isNumber);
  const length = siblings.reduce((sum, array) => sum + array.end - array.start, 0);
  return length <= most ? siblings : [];
}

/** All of a part of the text, in its order; alternatives are left out. */
export function* tokensIn(index: ArrayIndex, text: string, { start, end }: TextRange): Generator<ReadTokens> {
  const found = new Set<number>();
  const keyed = index.keyed(start, end);
  const siblings = new Map<number, KeyedArray[]>();
  for (const array of keyed) {
    const group = siblings.get(array.container);
    if (group) group.push(array);
    else siblings.set(array.container, [array]);
  }
  let last = start;
  for (const array of keyed) {
    if (array.start < last || !array.closed) continue;
    const read = readTokens(text, array, () => siblings.get(array.container) ?? []);
    if (read?.list.kind !== 'tokens') continue;
    last = Math.max(last, array.end);
    if (found.has(read.range.start)) continue;
    found.add(read.range.start);
    yield read;
  }
}
