import type { PrintedReport, ReportRow } from './report.js';

type Rate = 'precision' | 'recall' | 'f1';
const RATES: readonly Rate[] = ['precision', 'recall', 'f1'];

/** A number of a report that the others contradict. */
export interface ReportFault {
  row: ReportRow;
  rate: Rate | 'support';
  /** What is printed, and what the other lines make of it. */
  found: number;
  expected: number;
}

/**
 * What in a report contradicts itself by more than its rounding: an F1 that is no harmonic mean, a mean that is not
 * that of the lines above, an accuracy that is not the recall weighted by support, a support that is not their sum.
 */
export function reportFaults(report: PrintedReport): ReportFault[] {
  const { classes, accuracy, averages, rounding: half } = report;
  const faults: ReportFault[] = [];
  const check = (row: ReportRow, rate: ReportFault['rate'], expected: number, slack: number): void => {
    const found = row[rate];
    if (Math.abs(found - expected) > slack + 1e-9) faults.push({ row, rate, found, expected });
  };
  for (const row of classes) {
    const { precision: p, recall: r, f1 } = row;
    if (Number.isNaN(p + r + f1)) continue;
    const [least, most] = [harmonic(p - half, r - half), harmonic(p + half, r + half)];
    if (f1 < least - half - 1e-9 || f1 > most + half + 1e-9)
      faults.push({ row, rate: 'f1', found: f1, expected: harmonic(p, r) });
  }
  const total = classes.reduce((sum, { support }) => sum + support, 0);
  for (const row of averages) {
    check(row, 'support', total, 1e-6 * total);
    const weigh = weights(row.label);
    if (weigh) for (const rate of RATES) check(row, rate, mean(classes, rate, weigh), 2 * half);
  }
  if (accuracy) {
    check(accuracy, 'f1', mean(classes, 'recall', weights('weighted avg')!), 2 * half);
    check(accuracy, 'support', total, 1e-6 * total);
  }
  return faults;
}

const harmonic = (p: number, r: number): number => (p > 0 && r > 0 ? (2 * p * r) / (p + r) : 0);

/** How a mean weighs its classes; null where the lines do not tell it. */
function weights(label: string): ((row: ReportRow) => number) | null {
  if (label === 'macro avg') return () => 1;
  return label === 'weighted avg' || label === 'avg / total' ? ({ support }) => support : null;
}

/** The mean over the classes whose rate is a number, as scikit-learn's; NaN over none. */
function mean(classes: readonly ReportRow[], rate: Rate, weightOf: (row: ReportRow) => number): number {
  const known = classes.filter((row) => !Number.isNaN(row[rate]));
  const weight = known.reduce((sum, row) => sum + weightOf(row), 0);
  if (!(weight > 0)) return known.length > 0 ? known.reduce((sum, row) => sum + row[rate], 0) / known.length : NaN;
  return known.reduce((sum, row) => sum + weightOf(row) * row[rate], 0) / weight;
}

/**
 * The confusion matrix of a report over two classes, where its rounded recalls and its supports leave one only and all
 * else agrees; null otherwise, and for more classes, whose errors a report does not tell apart.
 */
export function countsOfReport(report: PrintedReport): number[][] | null {
  const { classes, accuracy, rounding } = report;
  if (classes.length !== 2 || !accuracy || reportFaults(report).length > 0) return null;
  const right = classes.map(({ recall, support }) => onlyCount(recall, support, rounding));
  const [a, b] = right;
  const [m, n] = classes.map(({ support }) => support);
  if (a === null || b === null) return null;
  const counts = [
    [a, m - a],
    [n - b, b],
  ];
  const agrees = classes.every(({ precision }, i) => {
    const read = counts[0][i] + counts[1][i];
    return read === 0 || Math.abs(counts[i][i] / read - precision) <= rounding + 1e-9;
  });
  return agrees ? counts : null;
}

/** The one whole number whose share of `of` is printed as `rate`; null where several are, or none. */
function onlyCount(rate: number, of: number, rounding: number): number | null {
  if (!Number.isSafeInteger(of) || of <= 0 || Number.isNaN(rate)) return null;
  const least = Math.max(0, Math.ceil((rate - rounding) * of - 1e-6));
  const most = Math.min(of, Math.floor((rate + rounding) * of + 1e-6));
  return least === most ? least : null;
}
