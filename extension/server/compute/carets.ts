import { ArrayIndex, type TextRange } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';
import { arrayAt } from '../meaning/arrayAt.js';
import { pairsAt } from '../meaning/pairs.js';

/** What is asked of a target and a prediction. */
const OF_PAIRS: readonly Question['ask']['kind'][] = ['measure', 'compare', 'readings', 'classes'];

/**
 * Several carets where nothing is selected stand for what is around each: the objects, where each has a target and a
 * prediction of its own; else the arrays that a hover tells of there. A caret with nothing around it stays as it is.
 */
export function withCarets(question: Question): Question {
  const { source, syntax, selections, ask, pair } = question;
  if (pair || selections.length < 2 || selections.some(({ start, end }) => end > start)) return question;
  const index = new ArrayIndex(source, syntax);
  const objects = OF_PAIRS.includes(ask.kind) ? objectsAt(index, selections) : null;
  if (objects) return { ...question, selections: objects };
  const meant = selections.map((caret) => arrayAt(index, caret.start)?.found ?? caret);
  const distinct = new Set(meant.map(({ start }) => start)).size === meant.length;
  // Carets in several rows of one array mean the rows.
  const arrays = distinct ? meant : selections.map((caret) => index.find(caret.start) ?? caret);
  return { ...question, selections: arrays.map(({ start, end }) => ({ start, end })) };
}

/** As far as their pairs reach; null unless every caret is in an object of its own. */
function objectsAt(index: ArrayIndex, carets: readonly TextRange[]): TextRange[] | null {
  const pairs = carets.map(({ start }) => pairsAt(index, start)[0]);
  const found = pairs.flatMap((pair) => {
    if (!pair || pair.prediction.container < 0) return [];
    return [{ start: pair.prediction.container, end: Math.max(pair.prediction.end, pair.target.end) }];
  });
  const distinct = new Set(found.map(({ start }) => start)).size;
  return distinct === carets.length ? found : null;
}
