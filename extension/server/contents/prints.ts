import {
  columnAt,
  counted,
  countsOfReport,
  logLine,
  type LogSeries,
  printAt,
  type PrintedConfusion,
  type PrintedReport,
  readLog,
  readReportDict,
  reportFaults,
  sizeFault,
  summaryOfConfusion,
  summaryOfReport,
} from '@surprisal/core';
import type { HoverAnswer, Theme } from '../../protocol/language.js';
import type { ConfusionFacts, ReportFacts } from '../../protocol/report.js';
import { factsOf } from '../facts.js';
import type { IndexedDocument } from '../indexedDocument.js';

/** Faults that are named, and series of a log. */
const MOST = 6;

/** What a hover says of a printed report, matrix or column; null where none stands. */
export function describePrint(document: IndexedDocument, offset: number, theme: Theme): HoverAnswer {
  // In JSON, lines of one length are no table.
  const dict = document.syntax === 'json' ? readReportDict(document.text, offset) : null;
  const print = document.syntax === 'json' ? dict && { report: dict } : printAt(document.text, offset);
  if (!print) return null;
  if ('report' in print) {
    const { report } = print;
    return { print: { kind: 'report', range: document.range(report), ...reportFacts(report) } };
  }
  const { table } = print;
  const { labels, cut, said, columns, leftOut } = table;
  if (cut) {
    const [found, at] = [
      said ? `${labels.length} of ${counted(said.rows, 'row')}` : 'rows left out',
      document.positionAt(cut.start),
    ];
    return { problem: { range: document.range(table), code: 'truncated', found, expected: 'every row', at } };
  }
  const confusion = print.confusion && factsOfConfusion(print.confusion);
  if (confusion && (confusion.certain || table.form === 'markdown'))
    return { print: { kind: 'confusion', range: document.range(table), confusion } };
  const column = columnAt(table, offset);
  if (!column?.values) return null;
  const { name, values, head, cells } = column;
  const at = [head, ...cells].find(({ start, end }) => offset >= start && offset <= end) ?? head;
  const facts = factsOf({ shape: [values.length], data: values }, name, theme);
  const size = { rows: labels.length, columns: columns.length, leftOut, sizeFault: sizeFault(table) };
  return { print: { kind: 'column', range: document.range(at), facts, name, ...size, confusion } };
}

/** What is told of a printed report; its faults are the first few. */
export const reportFacts = (report: PrintedReport): ReportFacts => ({
  summary: summaryOfReport(report),
  faults: reportFaults(report)
    .slice(0, MOST)
    .map(({ row, rate, found, expected }) => ({ label: row.label, rate, found, expected })),
  counted: countsOfReport(report) !== null,
});

export function factsOfConfusion(confusion: PrintedConfusion): ConfusionFacts {
  const { rows, certain } = confusion;
  return { ...summaryOfConfusion(confusion), rows, certain };
}

/** The series of each log as it was read last. */
const read = new WeakMap<IndexedDocument, { version: number; series: LogSeries[] }>();

/** What a hover says of a line of a training log: its names, over the whole document, which is read once a version. */
export function describeLog(document: IndexedDocument, offset: number): HoverAnswer {
  const line = logLine(document.text, offset);
  if (!line || (isCode(document) && !line.commented)) return null;
  let kept = read.get(document);
  if (kept?.version !== document.version)
    read.set(document, (kept = { version: document.version, series: readLog(document.text) }));
  const names = new Set(line.entries.map(({ name }) => name));
  const series = kept.series.filter(({ name, n }) => n > 1 && names.has(name)).slice(0, MOST);
  return series.length > 0 ? { print: { kind: 'log', range: document.range(line.range), series } } : null;
}

/** In code `loss = 0.5` is an assignment. */
const isCode = ({ syntax }: IndexedDocument): boolean => syntax === 'python' || syntax === 'javascript';
