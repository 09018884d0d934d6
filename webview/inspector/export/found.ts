import type { ClassificationReport, ConfusionMatrix, EpochRecord } from '@surprisal/core';
import type { Inspected, InspectorView, PredictionColumns, RunCurves } from '../../../extension/protocol/pages.js';
import type { Scale } from '../matrix/colorSteps.js';
import type { Cell } from '../matrix/matrixKeys.js';

/** What an inspector shows, of which exports are made. */
export interface Found {
  run: Inspected;
  cm: ConfusionMatrix;
  report: ClassificationReport;
  /** The epoch shown; null for predictions from files. */
  epoch: EpochRecord | null;
  /** Of the rows and columns. */
  order: readonly number[];
  view: InspectorView;
  scale: Scale;
  /** Of the epoch shown; null without scores. */
  readings: PredictionColumns | null;
  /** ln p(actual) - ln p(predicted) of the images of the cell's actual class, nats. */
  margins: { cell: Cell; values: Float32Array } | null;
  curves: RunCurves | null;
  /** The most surprising images of the epoch shown, each as the address of a picture. */
  surprising: { index: number; actual: number; predicted: number; surprise: number; picture: string }[];
}

export const nameOf = ({ run }: Pick<Found, 'run'>, index: number): string => run.classes[index] ?? '';
