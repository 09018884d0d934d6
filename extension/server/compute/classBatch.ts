import { type Measure, type MeasureOptions, type NumericArray, softmax } from '@surprisal/core';
import type { MeasureAnswer } from '../../protocol/answers.js';
import type { Pair } from './operand.js';

/** Predictions over classes with the class that each item has, as a table of right and wrong needs them. */
export interface ClassBatch {
  rows: number;
  classes: number;
  indices: NumericArray | null;
  target: Float64Array;
  readAs: Float64Array;
  /** The probability that the prediction gives the target class. */
  p: Float64Array;
}

/** Null where the measure knows no classes, or finds them on another axis than the last. */
export function classBatchOf(
  measure: Measure,
  { target, prediction }: Pair,
  options: MeasureOptions,
): ClassBatch | null {
  const { shape } = prediction.tensor;
  const overClasses = measure.domain === 'classes' || measure.domain === 'distributions';
  if (!overClasses || shape.length === 0 || (options.axis ?? -1) !== -1) return null;
  const classes = shape.at(-1)!;
  const rows = prediction.tensor.data.length / classes;
  const indices = target.tensor.shape.length === shape.length - 1 ? target.tensor.data : null;
  const q = options.fromLogits === true ? softmax(prediction.tensor).data : prediction.tensor.data;
  const labels = indices ? Float64Array.from(indices) : largestOf(target.tensor.data, rows, classes);
  const p = labels.map((label, row) => q[row * classes + label] ?? NaN);
  return { rows, classes, indices, target: labels, readAs: largestOf(q, rows, classes), p };
}

/** The place of the greatest number of each row, the first of equals. */
export function largestOf(data: NumericArray, rows: number, classes: number): Float64Array {
  const places = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let best = 0;
    for (let k = 0; k < classes; k++, at++) if (data[at] > data[row * classes + best]) best = k;
    places[row] = best;
  }
  return places;
}

export const rightOf = ({ target, readAs }: ClassBatch): number =>
  target.reduce((right, label, row) => right + Number(label === readAs[row]), 0);

/** The part of the loss that each target class carries, greatest first. */
export function sharesOf({ rows, target }: ClassBatch, perItem: readonly (number | null)[]): MeasureAnswer['shares'] {
  if (perItem.length !== rows || rows < 2) return [];
  const sums = new Map<number, number>();
  let total = 0;
  perItem.forEach((value, row) => {
    if (value === null || !Number.isFinite(value)) return;
    const label = target[row];
    sums.set(label, (sums.get(label) ?? 0) + value);
    total += value;
  });
  if (!(total > 0)) return [];
  return [...sums].map(([label, sum]) => ({ label, share: sum / total })).sort((a, b) => b.share - a.share);
}
