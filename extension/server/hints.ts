import { CoreError, limits, parseTensor } from '@surprisal/core';
import type { PairLens, Range, ShapeHint } from '../protocol/language.js';
import { lossOf } from './describeAt.js';
import { byContainer, isTarget, pairAmong } from './findPair.js';
import type { IndexedDocument } from './indexedDocument.js';

/** The shape and kind of each array with a key in a part of the document. */
export function shapeHints(document: IndexedDocument, range: Range): ShapeHint[] {
  if (document.text.length > document.limit) return [];
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const hints: ShapeHint[] = [];
  let left: number = limits.hoverArray;
  let last = 0;
  for (const { start, end } of document.index.keyed()) {
    if (start < last || start > to || end < from || (left -= end - start) < 0) continue;
    last = end;
    const tensor = tensorOrNull(document, start, end);
    if (!tensor || tensor.data.length < 2) continue;
    const whole = tensor.data.every((x: number) => Number.isInteger(x));
    hints.push({ position: document.positionAt(end), shape: [...tensor.shape], whole });
  }
  return hints;
}

function tensorOrNull(document: IndexedDocument, start: number, end: number) {
  try {
    return parseTensor(document.text.slice(start, end), { syntax: document.syntax }).tensor;
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

/** The loss of each object that holds a target and a prediction. */
export function pairLenses(document: IndexedDocument): PairLens[] {
  if (document.text.length > document.limit) return [];
  const lenses: PairLens[] = [];
  for (const arrays of byContainer(document.index.keyed(0, document.text.length, isTarget))) {
    const pair = pairAmong(arrays);
    const loss = pair && lossOf(document, pair);
    if (loss) lenses.push({ ...loss, position: loss.range.start });
  }
  return lenses;
}
