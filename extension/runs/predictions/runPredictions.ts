import { softmax } from '@surprisal/core';
import type { Run } from '../model/run.js';
import type { PredictionTable } from './predictionText.js';

/** How an epoch of a run, or the latest, reads every test image; undefined before the first epoch. */
export async function runPredictions(run: Run, epoch: number | null): Promise<PredictionTable | undefined> {
  const { classes } = run.summary();
  const all = { actual: null, predicted: null, order: 'index', offset: 0, count: Infinity, epoch } as const;
  const { items } = await run.test.images(all);
  if (items.length === 0) return undefined;
  const logits = new Float64Array(items.length * classes.length);
  items.forEach((item, i) => logits.set(item.logits, i * classes.length));
  const { data } = softmax({ shape: [items.length, classes.length], data: logits });
  const files = items.flatMap(({ file }) => file ?? []);
  return {
    classes,
    rows: Uint32Array.from(items, ({ index }) => run.test.rowInFile(index)),
    ...(files.length === items.length && { files }),
    actual: Uint16Array.from(items, ({ actual }) => actual),
    predicted: Uint16Array.from(items, ({ predicted }) => predicted),
    scores: { kind: 'probabilities', data: Float64Array.from(data) },
  };
}
