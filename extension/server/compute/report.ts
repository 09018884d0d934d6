import { readReport, readReportDict } from '@surprisal/core';
import type { ReportAnswer } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { reportFacts } from '../contents/prints.js';
import { firstIn } from './operand.js';
import { plainSide } from './sides.js';

/** The printed classification report at the caret, or where the selection begins; null where none stands. */
export function answerReport({ source, selections, caret }: Question): ReportAnswer | null {
  if (selections.length > 1) return null;
  const at = selections[0] ? firstIn(source, selections[0]) : caret;
  const report = readReport(source, at) ?? readReportDict(source, at);
  if (!report) return null;
  const { classes, accuracy, averages } = report;
  const rows = [...classes, ...(accuracy ? [accuracy] : []), ...averages];
  const column = (name: 'precision' | 'recall' | 'f1' | 'support') => Float64Array.from(rows, (row) => row[name]);
  return {
    kind: 'report',
    facts: reportFacts(report),
    side: plainSide(report, null, [classes.length, 4]),
    remarks: [],
    table: {
      labels: rows.map(({ label }) => label),
      precision: column('precision'),
      recall: column('recall'),
      f1: column('f1'),
      support: column('support'),
      ranges: Float64Array.from(rows.flatMap((row) => [row.start, row.end])),
      total: rows.length,
    },
  };
}
