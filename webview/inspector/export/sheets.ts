import { mostConfused } from '@surprisal/core';
import { count, dash, decimal, interval, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { classRows, type ClassRow, type Mistake } from '../classes/classRows.js';
import { nameOf, type Shown } from './shown.js';
import { sheetOf, type Sheet, type SheetColumn } from './sheet.js';

/** Counts, actual on the rows. */
export function matrixSheet(shown: Shown): Sheet {
  const { cm, report, order } = shown;
  return sheetOf<number>(
    t('Confusion matrix, actual on the rows and predicted on the columns'),
    [
      { key: 'actual', head: t('Actual'), value: (row) => nameOf(shown, row) },
      ...order.map((column) => ({
        key: nameOf(shown, column),
        head: nameOf(shown, column),
        value: (row: number) => cm.counts[row]?.[column] ?? 0,
        text: (row: number) => count(cm.counts[row]?.[column] ?? 0),
        right: true,
      })),
      {
        key: 'recall',
        head: t('Recall'),
        value: (row) => report.classes[row]?.recall ?? null,
        text: (row) => percent(report.classes[row]?.recall ?? null),
        right: true,
      },
    ],
    order,
  );
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
    { key, head, value, text: (row) => percent(value(row)), right: true },
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
    { key: 'support', head: t('Support'), value: (row) => row.support, text: (row) => count(row.support), right: true },
    {
      key: 'predicted',
      head: t('Predicted'),
      value: (row) => row.predicted,
      text: (row) => count(row.predicted),
      right: true,
    },
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
    { key: 'f1', head: t('F1'), value: (row) => row.f1, text: (row) => decimal(row.f1), right: true },
    ...(predictions
      ? [
          {
            key: 'loss',
            head: t('Loss, nats'),
            value: (row: ClassRow) => row.loss,
            text: (row: ClassRow) => decimal(row.loss),
            right: true,
          },
        ]
      : []),
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
  return sheetOf(t('Classes'), columns, classRows(cm, report, predictions));
}

/** The pairs that are mistaken most, one way. */
export function pairSheet(shown: Shown, most = Infinity): Sheet | null {
  const pairs = mostConfused(shown.cm).slice(0, most);
  return pairs.length === 0
    ? null
    : sheetOf(
        t('Most confused pairs'),
        [
          { key: 'actual', head: t('Actual'), value: ({ row }) => nameOf(shown, row) },
          { key: 'predicted', head: t('Predicted'), value: ({ column }) => nameOf(shown, column) },
          { key: 'count', head: t('Count'), value: (pair) => pair.count, text: (it) => count(it.count), right: true },
          { key: 'of', head: t('Of'), value: ({ of }) => of, text: ({ of }) => count(of), right: true },
          { key: 'rate', head: t('Rate'), value: ({ rate }) => rate, text: ({ rate }) => percent(rate), right: true },
          { key: 'low', head: t('95%'), value: ({ low }) => low, text: (pair) => interval(pair) },
          { key: 'high', head: '', value: ({ high }) => high },
        ],
        pairs,
      );
}
