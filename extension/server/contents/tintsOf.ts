import { MOST_TINTS, TINTS, type TokenTints } from '../../protocol/tokens.js';
import type { IndexedDocument } from '../indexedDocument.js';
import { tokensIn } from './tokensAt.js';

/** Groups the tokens of a document by the level of their surprise. It reads the whole document. */
export function tintsOf({ text, index, limit }: IndexedDocument): TokenTints {
  const tints: TokenTints = { places: [], total: 0, tinted: 0 };
  if (text.length > limit) return tints;
  for (const { list } of tokensIn(index, text, { start: 0, end: text.length }))
    for (let i = 0; i < list.count; i++) {
      const value = list.value(i);
      if (value === null) continue;
      tints.total++;
      const level = levelOf(Math.exp(value));
      if (level === 0 || tints.tinted++ >= MOST_TINTS) continue;
      const { start, end } = list.place(i);
      tints.places.push(start, end, level);
    }
  return tints;
}

const levelOf = (p: number): number => TINTS.filter((threshold) => p < threshold).length;
