import { classificationReport } from '../metrics/classificationReport.js';
import { confusionFromCounts } from '../metrics/confusionMatrix.js';
import { type PrintedConfusion, transposed } from './confusion.js';
import type { PrintedReport } from './report.js';

/** What a person asks first of predictions: how many are right, and which classes are missed. */
export interface RecallSummary {
  classes: number;
  n: number;
  /** Null where it is not known, as for a part of the labels. */
  accuracy: number | null;
  /** Decimals of a percentage that its numbers hold, at most one. */
  decimals: number;
  /** The classes of the least recall below 1, at most three, the worst first. */
  worst: { label: string; recall: number; support: number }[];
}

/** Of a confusion matrix; its rows are taken for actual unless they are named otherwise. */
export function summaryOfConfusion(confusion: PrintedConfusion): RecallSummary {
  const { classes, counts } = confusion.rows === 'predicted' ? transposed(confusion) : confusion;
  const { classes: each, accuracy, total } = classificationReport(confusionFromCounts(counts));
  const rows = each.map(({ recall, support }, i) => ({ label: classes[i], recall: recall ?? NaN, support }));
  return { classes: classes.length, n: total, accuracy, decimals: 1, worst: worstOf(rows) };
}

/** Of a printed report, in its own rounded numbers. */
export function summaryOfReport({ classes, accuracy, rounding }: PrintedReport): RecallSummary {
  const n = classes.reduce((sum, { support }) => sum + support, 0);
  const decimals = Math.max(0, Math.min(1, Math.round(-Math.log10(2 * rounding)) - 2));
  return { classes: classes.length, n, accuracy: accuracy && accuracy.f1, decimals, worst: worstOf(classes) };
}

/** A class without an item has no recall, and one with all of its items right is not missed. */
const worstOf = (rows: readonly RecallSummary['worst'][0][]): RecallSummary['worst'] =>
  rows
    .filter(({ recall, support }) => support > 0 && recall < 1)
    .sort((a, b) => a.recall - b.recall)
    .slice(0, 3)
    .map(({ label, recall, support }) => ({ label, recall, support }));
