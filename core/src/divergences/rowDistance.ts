import { checkGradient, throughNormalize } from '../losses/classLoss.js';
import type { LossGradient } from '../losses/options.js';
import { divisorOf, REDUCTION, type Items, type ReductionOptions } from '../losses/reduce.js';
import { readChoice } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import { CoreWarning } from '../numeric/warning.js';
import {
  fillApart,
  NORMALIZE,
  readPair,
  type Distributions,
  type DistributionOptions,
} from '../probability/distribution.js';
import { AXIS } from '../probability/rows.js';
import { like, type Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';

/** A distance of two distributions, by its value and its partial derivatives on one pair of rows. */
export interface RowDistance {
  /** `apart` is `p - q`, with all its digits; `normalized` says that its sum is 0 but for their rounding. */
  value(p: Float64Array, q: Float64Array, apart: Float64Array, normalized?: boolean): number;
  /** Fills the derivatives for p and for q; NaN where there is none. */
  gradient(p: Float64Array, q: Float64Array, byP: Float64Array, byQ: Float64Array, apart: Float64Array): void;
  /** What an infinite value means, for the warning that goes with it. */
  readonly infinite?: string;
}

/** The options that every distance of two distributions has. */
export interface DistanceOptions extends DistributionOptions, ReductionOptions {}

export const DISTANCE_OPTIONS = [NORMALIZE, REDUCTION, AXIS] as const;

/** The gradient of a distance for both arguments, each in the form of its argument. */
export interface DistanceGradient<T extends TensorLike, P extends TensorLike> extends LossGradient<T, P> {
  readonly target: Like<T>;
}

/** The values of a distance, one a row, divided by `unit`. */
export function distanceItems(
  distance: RowDistance,
  target: TensorLike,
  prediction: TensorLike,
  options: DistanceOptions,
  unit: number,
): Items {
  const [a, b] = readPair(target, prediction, { ...options, unnormalised: 'error' });
  const warnings = [...a.warnings, ...b.warnings];
  const values = new Float64Array(a.rows.count);
  const apart = new Float64Array(a.rows.classes);
  eachRow(a, b, (p, q, row) => {
    fillApart(a, b, row, apart);
    values[row] = distance.value(p, q, apart, a.normalized) / unit;
    if (
      values[row] === Infinity &&
      distance.infinite !== undefined &&
      !warnings.some(({ code }) => code === 'infinite')
    )
      warnings.push(new CoreWarning('infinite', distance.infinite, { argument: 'prediction', path: b.rows.path(row) }));
  });
  return { values, counted: values.length, warnings };
}

/** The gradient of a distance under its reduction; with `none` that of each row for itself. */
export function distanceGradient<T extends TensorLike, P extends TensorLike>(
  distance: RowDistance,
  target: T,
  prediction: P,
  options: DistanceOptions,
  unit: number,
): DistanceGradient<T, P> {
  const [a, b] = readPair(target, prediction, { ...options, unnormalised: 'error' });
  const { rows } = a;
  const reduction = readChoice(REDUCTION, options.reduction);
  const items = { values: { length: rows.count }, counted: rows.count };
  const scale = unit * divisorOf(items, reduction);
  const byTarget = new Float64Array(a.data.length);
  const byPrediction = new Float64Array(a.data.length);
  const byP = new Float64Array(rows.classes);
  const byQ = new Float64Array(rows.classes);
  const apart = new Float64Array(rows.classes);
  eachRow(a, b, (p, q, row) => {
    fillApart(a, b, row, apart);
    distance.gradient(p, q, byP, byQ, apart);
    for (let k = 0, at = rows.start(row); k < rows.classes; k++, at += rows.stride) {
      byTarget[at] = byP[k] / scale;
      byPrediction[at] = byQ[k] / scale;
    }
  });
  const finish = (from: Distributions, gradient: Float64Array, argument: string): Float64Array => {
    if (from.normalized) throughNormalize(from, gradient);
    checkGradient(gradient, rows.shape, argument);
    return gradient;
  };
  return {
    target: like(target, rows.shape, finish(a, byTarget, 'target')),
    prediction: like(prediction, rows.shape, finish(b, byPrediction, 'prediction')),
  };
}

/** The compensated sum of what each class adds. */
export function sumOver(
  term: (p: number, q: number, apart: number) => number,
  p: Float64Array,
  q: Float64Array,
  apart: Float64Array,
): number {
  const total = new CompensatedSum();
  for (let k = 0; k < p.length; k++) total.add(term(p[k], q[k], apart[k]));
  return total.value;
}

/** Visits the pairs of rows as two vectors, which are used again for the next. */
export function eachRow(
  a: Distributions,
  b: Distributions,
  visit: (p: Float64Array, q: Float64Array, row: number) => void,
): void {
  const p = new Float64Array(a.rows.classes);
  const q = new Float64Array(b.rows.classes);
  for (let row = 0; row < a.rows.count; row++) visit(copyRow(a, row, p), copyRow(b, row, q), row);
}

function copyRow({ rows, data }: Distributions, row: number, out: Float64Array): Float64Array {
  const { stride } = rows;
  for (let k = 0, at = rows.start(row); k < out.length; k++, at += stride) out[k] = data[at];
  return out;
}
