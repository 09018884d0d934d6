import { type Predictions, csvText } from '@surprisal/core';

/** Labels beside the predictions of a model, as Import Predictions reads them. */
export interface PredictionTable extends Pick<Predictions, 'classes' | 'actual' | 'predicted' | 'scores'> {
  /** Where each item stands in its own file, from 0, if not in this order. */
  rows?: Uint32Array;
}

/** One row for each item: its number, of a table that in its file, the names of its class and of its prediction, and the score of each class. */
export function predictionsCsv({ classes, actual, predicted, scores, rows: places }: PredictionTable): string {
  const width = classes.length;
  const head = scores?.kind === 'logits' ? 'logit' : 'prob';
  const names = ['index', 'label', 'prediction', ...(scores ? classes.map((name) => `${head}_${name}`) : [])];
  const rows = Array.from(actual, (label, i) => {
    const values = scores ? scores.data.subarray(i * width, (i + 1) * width) : [];
    return [places?.[i] ?? i, classes[label], classes[predicted[i]], ...values];
  });
  return csvText([names, ...rows]);
}

/** The same as lists by name; the classes stand in the order of the scores. */
export function predictionsJson({ classes, actual, predicted, scores, rows: places }: PredictionTable): string {
  const width = classes.length;
  const list = (name: string, values: readonly string[]): string => `  "${name}": [${values.join(', ')}]`;
  const names = (of: Uint8Array): string[] => Array.from(of, (c) => JSON.stringify(classes[c]));
  const rows = (data: Float64Array): string[] =>
    Array.from(actual, (_, i) => `\n    [${data.subarray(i * width, (i + 1) * width).join(', ')}]`);
  const lists = [
    list(
      'classes',
      classes.map((name) => JSON.stringify(name)),
    ),
    ...(places ? [list('rows', Array.from(places, String))] : []),
    list('labels', names(actual)),
    list('predictions', names(predicted)),
    ...(scores ? [list(scores.kind, rows(scores.data))] : []),
  ];
  return `{\n${lists.join(',\n')}\n}\n`;
}
