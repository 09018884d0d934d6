import type { LogSeries, RecallSummary } from '@surprisal/core';
import type { ConfusionFacts, PrintFacts, ReportFacts } from '../../protocol/report.js';
import { count, percent, short } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import { arrayLines } from './arrayWords.js';

/** What was printed, in lines that may hold text of the file. */
export function printLines(print: PrintFacts): string[] {
  switch (print.kind) {
    case 'report':
      return reportLines(print);
    case 'confusion':
      return confusionLines(print.confusion);
    case 'column':
      return columnLines(print);
    case 'log':
      return print.series.map(seriesWords);
  }
}

/** A report by its accuracy and least recalls, then what contradicts itself in it. */
export const reportLines = (print: ReportFacts): string[] => [
  t('Classification report of {0}: {1}', classes(print.summary), summaryWords(print.summary)),
  ...print.faults.map(({ label, rate, found, expected }) =>
    t('{0}, {1}: {2} is printed, the other lines make {3}', label, rate, short(found, 6), short(expected, 6)),
  ),
];

/** `accuracy 94.0% of 100; least recall: cat 90.0% of 40`, of a report in the digits that it prints. */
export function summaryWords({ n, accuracy, decimals, worst }: RecallSummary): string {
  const share = (rate: number): string => percent(rate, decimals);
  const rated = worst.map(({ label, recall, support }) =>
    t('{0} {1} of {2}', /^\d+$/.test(label) ? t('class {0}', label) : label, share(recall), count(support)),
  );
  const right =
    accuracy === null ? plural(n, '{0} item', '{0} items') : t('accuracy {0} of {1}', share(accuracy), count(n));
  return rated.length > 0 ? t('{0}; least recall: {1}', right, rated.join(', ')) : right;
}

const classes = ({ classes: n }: Pick<RecallSummary, 'classes'>): string => plural(n, '{0} class', '{0} classes');

/** A matrix by its accuracy and its recalls; one that only its numbers suggest is a second reading. */
export function confusionLines({ rows, certain, ...summary }: ConfusionFacts): string[] {
  const words = summaryWords(summary);
  if (!certain) return [t('as a confusion matrix, rows actual: {0}', words)];
  const sides = {
    actual: t('rows are actual, columns predicted'),
    predicted: t('rows are predicted, columns actual'),
    none: t('rows are taken for actual, as in scikit-learn'),
  };
  return [t('Confusion matrix of {0}: {1}', classes(summary), words), sides[rows ?? 'none']];
}

function columnLines(print: Extract<PrintFacts, { kind: 'column' }>): string[] {
  const { name, rows, columns, leftOut, sizeFault, facts, confusion } = print;
  return [
    name === ''
      ? t('Printed column of {0}; the index is left out', plural(rows, '{0} row', '{0} rows'))
      : t('Column {0} of a printed table, {1} × {2}; the index is left out', name, count(rows), count(columns)),
    ...arrayLines(facts, (text) => text),
    ...(leftOut ? [t('The print leaves out some columns.')] : []),
    ...(sizeFault === null ? [] : [t('Of the size that the print says, only a part stands here: {0}.', sizeFault)]),
    ...(confusion ? confusionLines(confusion) : []),
  ];
}

function seriesWords({ name, n, first, last, percent: share, ...rest }: LogSeries): string {
  const value = (x: number): string => (share ? t('{0}%', short(x, 4)) : short(x, 4));
  const { least, greatest, leastAt, greatestAt, notFinite, notFiniteAt } = rest;
  const step = ({ unit, at }: LogSeries['leastAt']): string =>
    unit === 'epoch'
      ? t('epoch {0}', short(at, 6))
      : unit === 'step'
        ? t('step {0}', short(at, 9))
        : t('line {0}', count(at));
  const values = plural(n, '{0} value', '{0} values');
  const ends = t('{0}: {1}, first {2}, last {3}', name, values, value(first), value(last));
  const extremes = [value(least), step(leastAt), value(greatest), step(greatestAt)];
  const between = Number.isNaN(least) ? ends : t('{0}; least {1} at {2}, greatest {3} at {4}', ends, ...extremes);
  if (!notFinite || !notFiniteAt) return between;
  return t('{0}; {1} not finite, the first at {2}', between, count(notFinite), step(notFiniteAt));
}
