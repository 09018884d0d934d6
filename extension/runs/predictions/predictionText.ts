import { type Predictions, csvText } from '@surprisal/core';

/** Labels beside the predictions of a model, as Import Predictions reads them. */
export interface PredictionTable extends Pick<Predictions, 'classes' | 'actual' | 'predicted' | 'scores'> {
  /** Where each item stands in its own file, from 0, if not in this order. */
  rows?: Uint32Array;
  /** The file that each lies in, where each has one of its own. */
  files?: readonly string[];
}

/** Those of some items, in this order, each with its number; an index without an item is left out. */
export function predictionsAt(table: PredictionTable, indices: Uint32Array): PredictionTable {
  const { classes, actual, predicted, scores, rows, files } = table;
  const found = indices.filter((index) => index < actual.length);
  const data = new Float64Array(scores ? found.length * classes.length : 0);
  found.forEach((index, i) => {
    const at = index * classes.length;
    if (scores) data.set(scores.data.subarray(at, at + classes.length), i * classes.length);
  });
  return {
    classes,
    rows: found.map((index) => rows?.[index] ?? index),
    ...(files && { files: Array.from(found, (index) => files[index]) }),
    actual: Uint16Array.from(found, (index) => actual[index]),
    predicted: Uint16Array.from(found, (index) => predicted[index]),
    scores: scores && { ...scores, data },
  };
}

/**
 * One row for each item: its number in its file, the file that it lies in where each has its own, the names of its class
 * and of its prediction, and the score of each class.
 */
export function predictionsCsv({ classes, actual, predicted, scores, rows: places, files }: PredictionTable): string {
  const width = classes.length;
  const head = scores?.kind === 'logits' ? 'logit' : 'prob';
  const names = [
    'index',
    ...(files ? ['file'] : []),
    'label',
    'prediction',
    ...(scores ? classes.map((name) => `${head}_${name}`) : []),
  ];
  const rows = Array.from(actual, (label, i) => {
    const values = scores ? scores.data.subarray(i * width, (i + 1) * width) : [];
    return [places?.[i] ?? i, ...(files ? [files[i]] : []), classes[label], classes[predicted[i]], ...values];
  });
  return csvText([names, ...rows]);
}

/** The same as lists by name; the classes stand in the order of the scores. */
export function predictionsJson({ classes, actual, predicted, scores, rows: places, files }: PredictionTable): string {
  const width = classes.length;
  const list = (name: string, values: readonly string[]): string => `  "${name}": [${values.join(', ')}]`;
  const names = (of: ArrayLike<number>): string[] => Array.from(of, (c) => JSON.stringify(classes[c]));
  const rows = (data: Float64Array | Float32Array): string[] =>
    Array.from(actual, (_, i) => `\n    [${data.subarray(i * width, (i + 1) * width).join(', ')}]`);
  const lists = [
    list(
      'classes',
      classes.map((name) => JSON.stringify(name)),
    ),
    ...(places ? [list('rows', Array.from(places, String))] : []),
    ...(files
      ? [
          list(
            'files',
            files.map((file) => JSON.stringify(file)),
          ),
        ]
      : []),
    list('labels', names(actual)),
    list('predictions', names(predicted)),
    ...(scores ? [list(scores.kind, rows(scores.data))] : []),
  ];
  return `{\n${lists.join(',\n')}\n}\n`;
}
