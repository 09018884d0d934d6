import { calibrationBins, expectedCalibrationError, type CalibrationBin } from '@surprisal/core';
import type { PredictionColumns } from '../../../extension/protocol/inspector/matrix.js';

/** How far the probabilities given lie from the share read right, in bins that hold any; null without readings. */
export function calibrationOf(read: PredictionColumns | null): { bins: CalibrationBin[]; error: number } | null {
  if (!read || read.actual.length === 0) return null;
  const hits = Array.from(read.actual, (actual, i) => actual === read.predicted[i]);
  return {
    bins: calibrationBins(read.confidence, hits).filter((bin) => bin.count > 0),
    error: expectedCalibrationError(read.confidence, hits),
  };
}
