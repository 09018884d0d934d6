import { limits, parseTensor } from '@surprisal/core';
import type { PairLens, ShapeHint } from '../protocol/language.js';
import type { Range } from '../protocol/range.js';
import { factsOfPair } from './hoverAt.js';
import { areBooleans } from './facts.js';
import type { IndexedDocument } from './indexedDocument.js';
import { isTarget } from './meaning/names.js';
import { byContainer, pairsAmong } from './meaning/pairs.js';
import { valueOrNull } from './valueOrNull.js';

/** The shape and type of each array with a key in a part of the document. */
export function shapeHints(document: IndexedDocument, range: Range): ShapeHint[] {
  if (document.text.length > document.limit) return [];
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const hints: ShapeHint[] = [];
  let left: number = limits.hoverArray;
  let last = 0;
  for (const { start, end } of document.index.keyed()) {
    if (start < last || start > to || end < from || (left -= end - start) < 0) continue;
    last = end;
    const text = document.text.slice(start, end);
    const parsed = valueOrNull(() => parseTensor(text, { syntax: document.syntax }));
    if (!parsed || parsed.tensor.data.length < 2) continue;
    const named = parsed.dtype ?? NAMED.exec(document.text.slice(end, end + 80))?.[1];
    const type = named ?? (areBooleans(parsed) ? 'bool' : FLOAT.test(text) ? 'float' : 'int');
    hints.push({ position: document.positionAt(end), shape: [...parsed.tensor.shape], type });
  }
  return hints;
}

/** Matches the `dtype` after an array, among the arguments of its call. */
const NAMED = /^[^()[\]\n]{0,40}\bdtype\s*=\s*['"]?(?:\w{1,10}\.)?(\w{1,20})/;
/** Matches a number that Python reads as a float. */
const FLOAT = /\d\.|\.\d|\de|nan|inf/i;

/** The loss of each pair of target and prediction. If one target has several predictions, each has its own lens. */
export function pairLenses(document: IndexedDocument): PairLens[] {
  const { text, syntax, limit } = document;
  if (text.length > limit) return [];
  const lenses: PairLens[] = [];
  let left = 2 * limit;
  for (const arrays of byContainer(document.index.keyed(0, text.length, isTarget))) {
    const pairs = pairsAmong(arrays, text, syntax);
    for (const pair of pairs) {
      const { target, prediction } = pair;
      if ((left -= target.end - target.start + prediction.end - prediction.start) < 0) return lenses;
      const facts = factsOfPair(document, pair);
      const place = pairs.length > 1 ? prediction.start : Math.min(target.start, prediction.start);
      if (facts) lenses.push({ ...facts, position: document.positionAt(place) });
    }
  }
  return lenses;
}
