import type { ArrayIndex, FoundArray, KeyedArray, TextRange } from '@surprisal/core';
import { groupsBy } from '../meaning/pairs.js';
import { type ReadTokens, readTokens } from './readTokens.js';

/** The most nested arrays around an offset: a list of answers, tokens, alternatives, and their bytes. */
const LEVELS = 6;

/**
 * The tokens with log-probabilities around an offset, from the innermost array there that holds them and has at most
 * `most` characters; null if there is none. It reads that array, and the first item of each array around it.
 */
export function tokensAt(index: ArrayIndex, text: string, offset: number, most: number): ReadTokens | null {
  for (const array of index.enclosing(offset, LEVELS)) {
    if (!array.closed || array.end - array.start > most) continue;
    const read = readTokens(text, array, () => neighbours(index, array, most));
    if (read) return read;
  }
  return null;
}

/** The arrays in the object that holds an array. */
function neighbours(index: ArrayIndex, { key, start }: FoundArray, most: number): KeyedArray[] {
  const siblings = index.siblings(key?.start ?? start).filter(({ isNumber }) => !isNumber);
  const length = siblings.reduce((sum, array) => sum + array.end - array.start, 0);
  return length <= most ? siblings : [];
}

/** All tokens of a part of the text, in its order, without alternatives. */
export function* tokensIn(index: ArrayIndex, text: string, { start, end }: TextRange): Generator<ReadTokens> {
  const starts = new Set<number>();
  const keyed = index.keyed(start, end);
  const siblings = groupsBy(keyed, ({ container }) => container);
  let last = start;
  for (const array of keyed) {
    if (array.start < last || !array.closed) continue;
    const read = readTokens(text, array, () => siblings.get(array.container) ?? []);
    if (read?.list.kind !== 'tokens') continue;
    last = Math.max(last, array.end);
    if (starts.has(read.range.start)) continue;
    starts.add(read.range.start);
    yield read;
  }
}
