import { confusionOfTable, type PrintedConfusion, saysConfusion } from './confusion.js';
import { readFrame } from './frame.js';
import { readMarkdownTable } from './markdownTable.js';
import { type PrintedReport, readReport } from './report.js';
import { readReportDict } from './reportDict.js';
import { readSeries } from './series.js';
import type { PrintedTable } from './table.js';

/** What was printed at a place of a text. */
export type Print = { report: PrintedReport } | { table: PrintedTable; confusion: PrintedConfusion | null };

/**
 * The print that stands at an offset: a classification report, a table of pandas, or a confusion matrix as a table of
 * Markdown. Null where none does. It reads no further than a print may reach.
 */
export function printAt(text: string, offset: number): Print | null {
  const report = readReport(text, offset) ?? readReportDict(text, offset);
  if (report) return { report };
  const table = readMarkdownTable(text, offset) ?? readFrame(text, offset) ?? readSeries(text, offset);
  if (!table) return null;
  const confusion = confusionOfTable(table, saysConfusion(text, table.start, null));
  return table.form === 'markdown' && !confusion ? null : { table, confusion };
}
