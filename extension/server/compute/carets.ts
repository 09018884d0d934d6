import { ArrayIndex, type TextRange } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';
import { findPair } from '../findPair.js';

/**
 * Several carets where nothing is selected stand for what is around each: the objects, where each has a target and a
 * prediction of its own; else the smallest arrays. A caret with nothing around it stays as it is.
 */
export function withCarets(question: Question): Question {
  const { source, syntax, selections, ask } = question;
  if (selections.length < 2 || selections.some(({ start, end }) => end > start)) return question;
  const index = new ArrayIndex(source, syntax);
  const objects = ask.kind === 'measure' || ask.kind === 'compare' ? objectsAt(index, selections) : null;
  if (objects) return { ...question, selections: objects };
  const arrays = selections.map((caret) => index.find(caret.start) ?? caret);
  return { ...question, selections: arrays.map(({ start, end }) => ({ start, end })) };
}

/** As far as their pairs reach; null unless every caret is in an object of its own. */
function objectsAt(index: ArrayIndex, carets: readonly TextRange[]): TextRange[] | null {
  const pairs = carets.map(({ start }) => findPair(index, start));
  const found = pairs.flatMap((pair) => {
    if (!pair || pair.prediction.container < 0) return [];
    return [{ start: pair.prediction.container, end: Math.max(pair.prediction.end, pair.target.end) }];
  });
  const distinct = new Set(found.map(({ start }) => start)).size;
  return distinct === carets.length ? found : null;
}
