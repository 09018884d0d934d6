import { CoreError, limits, type Predictions } from '@surprisal/core';
import * as v from 'valibot';
import { count } from '../disk/checkedFile.js';

/** A confusion matrix that stands somewhere as counts: `classes * classes`, actual on the rows. */
export const CountedMatrix = v.pipe(
  v.object({
    title: v.string(),
    classes: v.pipe(v.array(v.string()), v.minLength(2), v.maxLength(limits.matrixClasses)),
    counts: v.array(count),
  }),
  v.check(({ classes, counts }) => counts.length === classes.length ** 2),
);
export type CountedMatrix = v.InferOutput<typeof CountedMatrix>;

/** Items that come to the counts, class by class; which item is which the counts do not say. */
export function predictionsOf({ title, classes, counts }: CountedMatrix): Predictions {
  const n = counts.reduce((sum, each) => sum + each, 0);
  if (n > limits.predictions) throw new CoreError('limit', `a matrix of ${n} items`, `at most ${limits.predictions}`);
  const [actual, predicted] = [new Uint16Array(n), new Uint16Array(n)];
  let at = 0;
  for (const [cell, items] of counts.entries()) {
    actual.fill(Math.floor(cell / classes.length), at, at + items);
    predicted.fill(cell % classes.length, at, at + items);
    at += items;
  }
  const from = { actual: title, predicted: title, scores: null };
  const none = { scores: null, normalized: 0, rounded: 0, sums: null, extras: [], leftOut: [] };
  return { kind: 'predictions', classes, actual, predicted, ...none, from };
}
