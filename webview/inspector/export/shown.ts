import type { ClassificationReport, ConfusionMatrix } from '@surprisal/core';
import type { Inspected, InspectorView, ShownEpoch } from '../../../extension/protocol/inspector/inspector.js';
import type { PredictionColumns } from '../../../extension/protocol/inspector/matrix.js';
import type { RunCurves } from '../../../extension/protocol/run.js';
import type { Scale } from '../matrix/colorSteps.js';
import type { Cell } from '../matrix/matrixKeys.js';

/** What an inspector shows, of which exports are made. */
export interface Shown {
  run: Inspected;
  cm: ConfusionMatrix;
  report: ClassificationReport;
  /** The epoch shown; null for predictions from files. */
  epoch: ShownEpoch | null;
  /** The order of the rows and columns. */
  order: readonly number[];
  /** Where the blocks of many classes begin in that order; none where there are none. */
  blocks: readonly number[];
  view: InspectorView;
  scale: Scale;
  /** The predictions of the epoch shown; null without scores. */
  predictions: PredictionColumns | null;
  /** Log loss at the epoch shown, nats; null where it is not known. */
  logLoss: number | null;
  /** ln p(actual) - ln p(predicted) of the images of the cell's actual class, nats. */
  margins: { cell: Cell; values: Float32Array } | null;
  curves: RunCurves | null;
  /** The most surprising images of the epoch shown, each as the address of a picture. */
  surprising: { index: number; actual: number; predicted: number; surprise: number; picture: string }[];
}

export const nameOf = ({ run }: Pick<Shown, 'run'>, index: number): string => run.classes[index] ?? '';
