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
import type { Theme } from '../../protocol/arrayFacts.js';
import type { HoverAnswer } from '../../protocol/language.js';
import type { ConfusionFacts, ReportFacts } from '../../protocol/report.js';
import { factsOf } from '../facts.js';
import type { IndexedDocument } from '../indexedDocument.js';

/** The most faults of a report, and the most series of a log, that a hover names. */
const MOST = 6;

/** Describes a printed report, matrix or column; null if there is none. */
export function describePrint(document: IndexedDocument, offset: number, theme: Theme): HoverAnswer {
  // In JSON, lines of equal length are not a table.
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

/** The summary of a printed report and its first faults. */
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

/** The series of each log, with the version of the document from which they were read. */
const logs = new WeakMap<IndexedDocument, { version: number; series: LogSeries[] }>();

/** Describes the series named in a line of a training log. Each version of the document is read once. */
export function describeLog(document: IndexedDocument, offset: number): HoverAnswer {
  const line = logLine(document.text, offset);
  if (!line || (isCode(document) && !line.commented)) return null;
  let log = logs.get(document);
  if (log?.version !== document.version)
    logs.set(document, (log = { version: document.version, series: readLog(document.text) }));
  const names = new Set(line.entries.map(({ name }) => name));
  const series = log.series.filter(({ name, n }) => n > 1 && names.has(name)).slice(0, MOST);
  return series.length > 0 ? { print: { kind: 'log', range: document.range(line.range), series } } : null;
}

/** Whether the document is code, in which `loss = 0.5` is an assignment. */
const isCode = ({ syntax }: IndexedDocument): boolean => syntax === 'python' || syntax === 'javascript';
