import { type KeyedArray, limits, parseTensor, type Syntax } from '@surprisal/core';
import { valueOrNull } from '../valueOrNull.js';
import { type PairSide, readingsOf } from './readings.js';

interface Sides {
  target: KeyedArray;
  prediction: KeyedArray;
}

/**
 * Keeps the pairs whose numbers have a reading as target and prediction, or all pairs if none has. It reads no more than
 * a hover may; a pair that is too long to read is kept.
 */
export function fittingPairs<P extends Sides>(pairs: readonly P[], text: string, syntax: Syntax): P[] {
  if (pairs.length < 2) return [...pairs];
  let left: number = limits.hoverArray;
  const known = new Map<number, PairSide | 'unread' | null>();
  const sideOf = (array: KeyedArray): PairSide | 'unread' | null => {
    const before = known.get(array.start);
    if (before !== undefined) return before;
    left -= array.end - array.start;
    const side = left < 0 ? 'unread' : read(text, syntax, array);
    known.set(array.start, side);
    return side;
  };
  const fitting = pairs.filter(({ target, prediction }) => {
    const [t, p] = [sideOf(target), sideOf(prediction)];
    if (t === null || p === null) return false;
    return t === 'unread' || p === 'unread' || readingsOf(t, p).length > 0;
  });
  return fitting.length > 0 ? fitting : [...pairs];
}

const read = (text: string, syntax: Syntax, { start, end, key }: KeyedArray): PairSide | null =>
  valueOrNull(() => ({ tensor: parseTensor(text.slice(start, end), { syntax }).tensor, key: key.text }));
