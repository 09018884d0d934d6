import { readReport, readReportDict } from '@surprisal/core';
import type { ReportAnswer } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { reportFacts } from '../contents/prints.js';

/** The printed classification report at the caret, or where the selection begins; null where none stands. */
export function answerReport({ source, selections, caret }: Question): ReportAnswer | null {
  if (selections.length > 1) return null;
  let at = selections[0]?.start ?? caret;
  while (selections[0] && at < selections[0].end && source.charCodeAt(at) <= 32) at++;
  const report = readReport(source, at) ?? readReportDict(source, at);
  if (!report) return null;
  const { start, end, classes, accuracy, averages } = report;
  const rows = [...classes, ...(accuracy ? [accuracy] : []), ...averages];
  const column = (name: 'precision' | 'recall' | 'f1' | 'support') => Float64Array.from(rows, (row) => row[name]);
  return {
    kind: 'report',
    facts: reportFacts(report),
    side: {
      range: { start, end },
      key: null,
      shape: [classes.length, 4],
      role: 'numbers',
      kind: null,
      unnormalised: null,
    },
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
