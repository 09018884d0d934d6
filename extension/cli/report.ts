import {
  classificationReport,
  confusionFromCounts,
  type EpochRecord,
  type RunConfig,
  type ScaleAdvice,
} from '@surprisal/core';
import type { RunEnded } from '../protocol/training.js';

const percent = (part: number | null): string => (part === null ? '-' : `${(100 * part).toFixed(2)}%`);

/** Why the features of a run might be scaled, and by which setting. */
export const adviceLine = ({ bytes, factor }: ScaleAdvice): string =>
  bytes
    ? 'whole numbers from 0 to 255 are taken as they stand; for pixels, set data.scale to "byte"'
    : `columns differ by a factor of ${Number(factor?.toPrecision(2))}; data.scale "standard" evens them out`;

/** One epoch in one line; the loss is the one that is trained on, without the L2 penalty, as validation has it. */
export function epochLine(record: EpochRecord, epochs: number): string {
  const { epoch, trainLoss, trainLossWithoutPenalty: alone, validationLoss, testAccuracy, seconds } = record;
  const validation = validationLoss === null ? '' : `  validation ${validationLoss.toFixed(4)}`;
  const place = `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `epoch ${place}  loss ${(alone ?? trainLoss).toFixed(4)}${validation}  test ${percent(testAccuracy)}  ${seconds.toFixed(2)} s`;
}

/** The counts as rows, actual on the rows. */
function matrixOf({ confusion }: { confusion: ArrayLike<number> }, classes: number): number[][] {
  return Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes }, (_, j) => confusion[i * classes + j]),
  );
}

/** Precision, recall, F1 and support of each class, as a table. */
export function classTable(record: { confusion: ArrayLike<number> }, classes: string[]): string {
  const report = classificationReport(confusionFromCounts(matrixOf(record, classes.length), classes));
  const rows = report.classes.map(({ label, precision, recall, f1, support }) => [
    String(label),
    percent(precision),
    percent(recall),
    percent(f1),
    String(support),
  ]);
  const table = [['class', 'precision', 'recall', 'F1', 'support'], ...rows];
  const widths = table[0].map((_, j) => Math.max(...table.map((row) => row[j].length)));
  return table.map((row) => row.map((cell, j) => cell.padStart(widths[j])).join('  ')).join('\n');
}

/** What a run came to, for `--json`. */
export function resultOf(
  run: {
    id: string;
    config: RunConfig;
    kernel: string;
    classes: string[];
    epochs: readonly Omit<EpochRecord, 'confusion'>[];
  },
  confusion: ArrayLike<number> | undefined,
  { reason, message, step, seconds, weightsHash }: RunEnded,
): object {
  const { epochs } = run;
  return {
    run: run.id,
    config: run.config,
    kernel: run.kernel,
    reason,
    message,
    step,
    seconds,
    losses: epochs.map(({ trainLoss }) => trainLoss),
    accuracies: epochs.map(({ testAccuracy }) => testAccuracy),
    accuracy: epochs.at(-1)?.testAccuracy ?? null,
    labels: run.classes,
    confusion: confusion ? matrixOf({ confusion }, run.classes.length) : null,
    weightsHash,
  };
}
