import type { Predictions } from '@surprisal/core';

/** Labels beside what a model said of them, as Import Predictions reads them. */
export type SaidOf = Pick<Predictions, 'classes' | 'actual' | 'predicted' | 'scores'>;

/** A row an item: its number, its class and the one it is read as by name, and the score of each class. */
export function predictionsCsv({ classes, actual, predicted, scores }: SaidOf): string {
  const width = classes.length;
  const head = scores?.kind === 'logits' ? 'logit' : 'prob';
  const names = ['index', 'label', 'prediction', ...(scores ? classes.map((name) => `${head}_${name}`) : [])];
  const lines = [names.map(cell).join(',')];
  actual.forEach((label, i) => {
    const values = scores ? scores.data.subarray(i * width, (i + 1) * width) : [];
    lines.push([i, cell(classes[label]), cell(classes[predicted[i]]), ...values].join(','));
  });
  return `${lines.join('\n')}\n`;
}

const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The same as lists by name; the classes stand in the order of the scores. */
export function predictionsJson({ classes, actual, predicted, scores }: SaidOf): string {
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
    list('labels', names(actual)),
    list('predictions', names(predicted)),
    ...(scores ? [list(scores.kind, rows(scores.data))] : []),
  ];
  return `{\n${lists.join(',\n')}\n}\n`;
}
