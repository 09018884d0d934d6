import { logSoftmax } from '@surprisal/core';
import type { Drawn } from '../../protocol/inspector/draw.js';
import type { ImageItem } from '../../protocol/inspector/images.js';
import type { RunSummary } from '../../protocol/run.js';
import { pixelsText } from './pixelsText.js';

type Field = [key: string, json: string];

/** One test image as JSON: its logits beside its target, so that Compute Loss gives the loss the inspector shows. */
export function imageDocument(item: ImageItem, pixels: Uint8Array, run: RunSummary): string {
  const read = labelled(item.actual, item.predicted, item.surprise, run);
  const file: Field[] = item.file === undefined ? [] : [['file', JSON.stringify(item.file)]];
  return ofRun(run, [['test', `${item.index}`], ...file, ...read], item.logits, item.probabilities, pixels);
}

/** A drawn image as JSON; its target and its loss stand there where the person said which class it is. */
export function drawnDocument({ epoch, pixels, actual, logits }: Drawn, run: RunSummary): string {
  const logs = logSoftmax([...logits]);
  const predicted = logits.indexOf(Math.max(...logits));
  const read = labelled(actual, predicted, actual === null ? 0 : -logs[actual], run);
  return ofRun(run, [['epoch', `${epoch}`], ...read], logits, logs.map(Math.exp), pixels);
}

/** Numbers as JSON. */
export const numbers = (values: ArrayLike<number>): string => `[${Array.from(values).join(', ')}]`;

/** A document of these fields, one a line. */
export const documentOf = (fields: readonly Field[]): string =>
  `{\n${fields.map(([key, value]) => `  "${key}": ${value}`).join(',\n')}\n}\n`;

function labelled(actual: number | null, predicted: number, surprise: number, { classes }: RunSummary): Field[] {
  const read: Field = ['predicted', JSON.stringify(classes[predicted])];
  if (actual === null) return [read];
  return [['actual', JSON.stringify(classes[actual])], read, ['surprise', `${surprise}`], ['target', `${actual}`]];
}

const ofRun = (
  run: RunSummary,
  of: readonly Field[],
  logits: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  pixels: Uint8Array,
): string =>
  documentOf([
    ['run', JSON.stringify(run.title)],
    ...of,
    ['logits', numbers(logits)],
    ['probabilities', numbers(probabilities)],
    // What is shown of the row of a table are no pixels.
    ...(run.imageHeight === 1 ? [] : [['image', pixelsText(pixels, run)] as Field]),
  ]);
