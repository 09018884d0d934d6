import {
  wilsonInterval,
  type ClassificationReport,
  type ClassReport,
  type ConfusionMatrix,
  type Interval,
} from '@surprisal/core';
import type { PredictionColumns } from '../../../extension/protocol/inspector/matrix.js';
import type { Cell } from '../matrix/matrixKeys.js';

/** A cell that stands out in its row or column, with its share of the actual class. */
export interface Mistake extends Cell {
  items: number;
  share: number;
}

export interface ClassRow extends ClassReport {
  index: number;
  precisionInterval: Interval | null;
  recallInterval: Interval | null;
  /** Mean surprise, nats, and of the wrong ones how many were sure (p above 0.9); null without readings or examples. */
  loss: number | null;
  sure: number | null;
  wrong: number;
  /** What the class is most often read as, and what is most often mistaken for it. */
  readAs: Mistake | null;
  mistakenFor: Mistake | null;
}

const SURE = 0.9;

export function classRows(
  cm: ConfusionMatrix,
  report: ClassificationReport,
  predictions: PredictionColumns | null,
): ClassRow[] {
  const size = cm.labels.length;
  const loss = new Float64Array(size);
  const seen = new Float64Array(size);
  const sure = new Float64Array(size);
  predictions?.actual.forEach((actual, i) => {
    loss[actual] = (loss[actual] ?? 0) + (predictions.surprise[i] ?? 0);
    seen[actual] = (seen[actual] ?? 0) + 1;
    if (actual !== predictions.predicted[i] && (predictions.confidence[i] ?? 0) > SURE)
      sure[actual] = (sure[actual] ?? 0) + 1;
  });
  const mistake = (actual: number, predicted: number): Mistake => {
    const items = cm.counts[actual]?.[predicted] ?? 0;
    return { actual, predicted, items, share: items / (report.classes[actual]?.support || 1) };
  };
  const readAs = new Int32Array(size).fill(-1);
  const mistakenFor = new Int32Array(size).fill(-1);
  cm.counts.forEach((row, actual) =>
    row.forEach((items, predicted) => {
      if (items === 0 || actual === predicted) return;
      if (items > (row[readAs[actual] ?? -1] ?? 0)) readAs[actual] = predicted;
      if (items > (cm.counts[mistakenFor[predicted] ?? -1]?.[predicted] ?? 0)) mistakenFor[predicted] = actual;
    }),
  );
  return report.classes.map((entry, index) => {
    const { correct, predicted, support } = entry;
    const read = (seen[index] ?? 0) > 0;
    return {
      ...entry,
      index,
      precisionInterval: predicted > 0 ? wilsonInterval(correct, predicted) : null,
      recallInterval: support > 0 ? wilsonInterval(correct, support) : null,
      loss: read ? (loss[index] ?? 0) / (seen[index] ?? 1) : null,
      sure: read ? (sure[index] ?? 0) : null,
      wrong: support - correct,
      readAs: (readAs[index] ?? -1) < 0 ? null : mistake(index, readAs[index] ?? 0),
      mistakenFor: (mistakenFor[index] ?? -1) < 0 ? null : mistake(mistakenFor[index] ?? 0, index),
    };
  });
}

/** The lower end of an axis that holds all intervals and ends at 1: even per cents, so that its middle is whole. */
export function rateFloor(rows: readonly ClassRow[]): number {
  const ends = rows.flatMap(({ precisionInterval, recallInterval }) =>
    [precisionInterval, recallInterval].flatMap((interval) => (interval ? [interval.low] : [])),
  );
  return Math.min(0.98, Math.max(0, Math.floor(Math.min(1, ...ends) * 50) / 50));
}
