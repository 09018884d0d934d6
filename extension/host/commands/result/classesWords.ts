import { limits } from '@surprisal/core';
import { commands } from 'vscode';
import type { ClassesAnswer } from '../../../protocol/answers.js';
import type { ResultColumn } from '../../../protocol/result.js';
import { count, percent, result } from '../../ports/numbers.js';
import { plural, t } from '../../ports/t.js';
import { actionsFor, numbers, tableOf } from './tableWords.js';
import type { State, Words } from './resultWords.js';

/** The most classes whose matrix fits beside their rates. */
const MATRIX = 20;

/** How often each class was read as another: actual on the rows, predicted on the columns. */
export function classesState(words: Words, answer: ClassesAnswer): State {
  const { accuracy, right, counted, of, labels, counts, classes, target, prediction, remarks } = answer;
  const whole = labels.length <= MATRIX;
  const columns: ResultColumn[] = [
    { head: t('Actual'), values: labels.map(String), style: 'text' },
    ...(whole
      ? labels.map((label, j): ResultColumn => ({
          head: t('read as {0}', label),
          values: counts.map((row) => count(row[j])),
          style: 'text',
        }))
      : []),
    { head: t('Items'), values: classes.map(({ support }) => count(support)), style: 'text' },
    { head: t('Recall'), values: numbers(classes.map(({ recall }) => recall)), style: 'share', bar: true },
    { head: t('Precision'), values: numbers(classes.map(({ precision }) => precision)), style: 'share', bar: true },
    { head: t('F1'), values: numbers(classes.map(({ f1 }) => f1)), style: 'share' },
  ];
  const measure = t('accuracy: the share of items read as their class ({0})', percent(accuracy ?? 0));
  const all = [plural(of, '{0} item', '{0} items'), plural(labels.length, '{0} class', '{0} classes')];
  const inspector = labels.length <= limits.classes;
  return words.state(t('Accuracy'), {
    canSwap: true,
    value:
      accuracy === null
        ? null
        : { text: result(accuracy), unit: '', detail: t('{0} of {1} right', count(right), count(counted)) },
    verdict: worst(answer),
    facts: [
      { label: t('Measure'), text: [measure] },
      { label: t('Counted'), text: [t('{0} of {1}, {2}', count(counted), ...all)] },
      { label: t('Target'), text: words.side(target) },
      { label: t('Prediction'), text: words.side(prediction) },
    ],
    warnings: words.warnings(remarks),
    table: tableOf(
      t('Confusion matrix'),
      columns,
      whole
        ? t('actual on the rows, predicted on the columns')
        : t('rates of each class; the matrix is in the Inspector'),
    ),
    actions: [
      ...(inspector ? [{ id: 'inspect' as const, label: t('Open in Inspector'), icon: 'inspect' }] : []),
      ...actionsFor(words, labels.length),
    ],
  });
}

/** Names the class that was most often read as one other class. */
function worst({ labels, counts, right, counted }: ClassesAnswer): string | null {
  if (right === counted) return t('Every item was read as its class.');
  let [most, from, to] = [0, 0, 0];
  counts.forEach((row, i) =>
    row.forEach((times, j) => {
      if (i !== j && times > most) [most, from, to] = [times, i, j];
    }),
  );
  const items = plural(
    counts[from].reduce((sum, times) => sum + times, 0),
    '{0} item',
    '{0} items',
  );
  return t('Most often class {0} was read as {1}: {2} of {3}.', labels[from], labels[to], count(most), items);
}

/** Opens the labels and their predictions in an inspector, as an import of predictions does. */
export function inspectClasses({ actual, predicted }: ClassesAnswer, name: string): Thenable<unknown> {
  const rows = Array.from(actual, (label, i) => `${label},${predicted[i]}`);
  const csv = ['label,prediction', ...rows, ''].join('\n');
  return commands.executeCommand('surprisal.importPredictions', { title: t('Labels of {0}', name), csv });
}
