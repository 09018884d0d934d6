import { mostConfused } from '@surprisal/core';
import { count, dash, decimal, interval, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { classRows, type ClassRow, type Mistake } from '../classes/classRows.js';
import { nameOf, type Shown } from './shown.js';
import { numberColumn, sheetOf, type Sheet, type SheetColumn } from './sheet.js';

/** Counts, actual on the rows. */
export function matrixSheet(shown: Shown): Sheet {
  const { cm, report, order } = shown;
  return sheetOf(t('Confusion matrix, actual on the rows and predicted on the columns'), order, [
    { key: 'actual', head: t('Actual'), value: (row) => nameOf(shown, row) },
    ...order.map((column) => {
      const name = nameOf(shown, column);
      return numberColumn(name, name, (row: number) => cm.counts[row]?.[column] ?? 0, count);
    }),
    numberColumn('recall', t('Recall'), (row) => report.classes[row]?.recall ?? null, percent),
  ]);
}

/** Each class: how well it is found and how far it can be trusted. */
export function classSheet(shown: Shown): Sheet {
  const { cm, report, predictions } = shown;
  const rate = (
    key: string,
    head: string,
    value: (row: ClassRow) => number | null,
    range: (row: ClassRow) => { low: number; high: number } | null,
  ): SheetColumn<ClassRow>[] => [
    numberColumn(key, head, value, percent),
    {
      key: `${key}_low`,
      head: t('95%'),
      value: (row) => range(row)?.low ?? null,
      text: (row) => (range(row) ? interval(range(row)!) : dash),
    },
    { key: `${key}_high`, head: '', value: (row) => range(row)?.high ?? null },
  ];
  const mistake = (at: Mistake | null, other: 'actual' | 'predicted'): string =>
    at ? t('{0}: {1}, {2}', nameOf(shown, at[other]), count(at.items), percent(at.share)) : dash;
  const columns: SheetColumn<ClassRow>[] = [
    { key: 'class', head: t('Class'), value: ({ index }) => nameOf(shown, index) },
    numberColumn('support', t('Support'), (row) => row.support, count),
    numberColumn('predicted', t('Predicted'), (row) => row.predicted, count),
    ...rate(
      'precision',
      t('Precision'),
      (row) => row.precision,
      (row) => row.precisionInterval,
    ),
    ...rate(
      'recall',
      t('Recall'),
      (row) => row.recall,
      (row) => row.recallInterval,
    ),
    numberColumn('f1', t('F1'), (row) => row.f1, decimal),
    ...(predictions ? [numberColumn('loss', t('Loss, nats'), (row: ClassRow) => row.loss, decimal)] : []),
    {
      key: 'read_as',
      head: t('Most often read as'),
      value: ({ readAs }) => (readAs ? nameOf(shown, readAs.predicted) : null),
      text: ({ readAs }) => mistake(readAs, 'predicted'),
    },
    {
      key: 'mistaken_for_it',
      head: t('Most often mistaken for it'),
      value: ({ mistakenFor }) => (mistakenFor ? nameOf(shown, mistakenFor.actual) : null),
      text: ({ mistakenFor }) => mistake(mistakenFor, 'actual'),
    },
  ];
  return sheetOf(t('Classes'), classRows(cm, report, predictions), columns);
}

/** The pairs that are mistaken most, one way. */
export function pairSheet(shown: Shown, most = Infinity): Sheet | null {
  const pairs = mostConfused(shown.cm).slice(0, most);
  return pairs.length === 0
    ? null
    : sheetOf(t('Most confused pairs'), pairs, [
        { key: 'actual', head: t('Actual'), value: ({ row }) => nameOf(shown, row) },
        { key: 'predicted', head: t('Predicted'), value: ({ column }) => nameOf(shown, column) },
        numberColumn('count', t('Count'), (pair) => pair.count, count),
        numberColumn('of', t('Of'), ({ of }) => of, count),
        numberColumn('rate', t('Rate'), ({ rate }) => rate, percent),
        { key: 'low', head: t('95%'), value: ({ low }) => low, text: (pair) => interval(pair) },
        { key: 'high', head: '', value: ({ high }) => high },
      ]);
}
