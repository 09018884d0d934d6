import type { LogSeries, RecallSummary, ReportFault } from '@surprisal/core';
import type { ArrayFacts } from './arrayFacts.js';
import type { Range } from './range.js';

/** Counts that are a confusion matrix, or by their numbers alone may be one. */
export interface ConfusionFacts extends RecallSummary {
  /** What the rows are, where a name says so; else they are taken for actual. */
  rows: 'actual' | 'predicted' | null;
  certain: boolean;
}

/** A number of a report that its others contradict. */
export interface ReportFaultFacts extends Pick<ReportFault, 'rate' | 'found' | 'expected'> {
  label: string;
}

/** What is told of a printed classification report. */
export interface ReportFacts {
  summary: RecallSummary;
  faults: ReportFaultFacts[];
  /** Its numbers leave one confusion matrix only. */
  counted: boolean;
}

/** What was printed where a person asks. */
export type PrintFacts = { range: Range } & (
  | ({ kind: 'report' } & ReportFacts)
  | { kind: 'confusion'; confusion: ConfusionFacts }
  | {
      kind: 'column';
      facts: ArrayFacts;
      name: string;
      rows: number;
      columns: number;
      /** Columns that the print left out. */
      leftOut: boolean;
      /** What disagrees with the size that the print says. */
      sizeFault: string | null;
      confusion: ConfusionFacts | null;
    }
  | { kind: 'log'; series: LogSeries[] }
);
