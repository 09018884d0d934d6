import { CoreError } from '../numeric/error.js';
import { readChoice } from '../numeric/option.js';
import { CompensatedSum, meanOf, sum } from '../numeric/sum.js';
import { times } from '../numeric/times.js';
import type { Distributions } from '../probability/distribution.js';
import { indexPath } from '../probability/rows.js';
import { like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import { ClassBatch, type ClassOptions } from './classBatch.js';
import type { LossGradient } from './options.js';
import { divisorOf, type Items, REDUCTION, type ReductionOptions } from './reduce.js';

/** A loss of one row over classes, given by its value and its partial derivatives. */
export interface ClassLoss {
  value(row: ClassBatch): number;
  /** Fills the derivatives for the logarithm of q (as the epsilon rule gives it), for q itself, and for the target. */
  partials(row: ClassBatch, log: Float64Array, q: Float64Array, target: Float64Array): void;
}

/** The items of a loss over classes; `unit` is what nats are divided by. */
export function classItems(loss: ClassLoss, batch: ClassBatch, unit = 1): Items {
  return pass(batch, () => loss.value(batch) / unit);
}

/** The gradient of a loss over classes under its reduction; with `none` that of each row for itself. */
export function classGradient<T extends TensorLike, P extends TensorLike>(
  loss: ClassLoss,
  target: T,
  prediction: P,
  options: ClassOptions & ReductionOptions,
  unit = 1,
): LossGradient<T, P> {
  const batch = new ClassBatch(target, prediction, options);
  const reduction = readChoice(REDUCTION, options.reduction);
  const { rows, weights, smoothing } = batch;
  const byPrediction = new Float64Array(rows.count * rows.classes);
  const byTarget = new Float64Array(batch.targets ? byPrediction.length : 0);
  const log = new Float64Array(rows.classes);
  const q = new Float64Array(rows.classes);
  const t = new Float64Array(rows.classes);
  const items = pass(batch, (row) => {
    loss.partials(batch, log, q, t);
    if (batch.fromLogits) throughSoftmax(batch, log, q);
    else for (let k = 0; k < q.length; k++) q[k] = times(log[k], batch.rule.slope(batch.q[k])) + q[k];
    for (let k = 0, at = rows.start(row); k < rows.classes; k++, at += rows.stride) {
      byPrediction[at] = q[k];
      if (batch.targets) byTarget[at] = t[k];
    }
    return loss.value(batch);
  });
  const divisor = divisorOf(items, reduction);
  const level = reduction === 'weightedMean' ? meanOf(items.values, divisor) : 0;
  for (let i = 0; i < byPrediction.length; i++) byPrediction[i] = byPrediction[i] / divisor / unit;
  if (batch.predictions?.normalized) throughNormalize(batch.predictions, byPrediction);
  if (batch.targets) {
    for (let row = 0; row < rows.count; row++)
      for (let k = 0, at = rows.start(row); k < rows.classes; k++, at += rows.stride)
        byTarget[at] = ((1 - smoothing) * (weights?.[k] ?? 1) * (byTarget[at] - level)) / divisor / unit;
    if (batch.targets.normalized) throughNormalize(batch.targets, byTarget);
    checkGradient(byTarget, rows.shape, 'target');
  }
  checkGradient(byPrediction, rows.shape, 'prediction');
  return {
    prediction: like(prediction, rows.shape, byPrediction),
    target: batch.targets ? like(target, rows.shape, byTarget) : null,
  };
}

/** Visits every row that counts, and gathers what the reductions divide by. */
function pass(batch: ClassBatch, visit: (row: number) => number): Items {
  const { count } = batch.rows;
  const values = new Float64Array(count);
  const ignored = new Uint8Array(count);
  const classWeight = new CompensatedSum();
  const weight = new CompensatedSum();
  let counted = 0;
  for (let row = 0; row < count; row++) {
    if (!batch.load(row)) {
      ignored[row] = 1;
      continue;
    }
    counted++;
    classWeight.add(batch.classWeight(row));
    weight.add(sum(batch.target));
    values[row] = visit(row);
  }
  const divisors = { meanDivisor: classWeight.value, weightedDivisor: weight.value };
  return { values, counted, ...(counted < count ? { ignored } : {}), ...divisors, warnings: batch.warnings };
}

/** Turns the partials of a row into its gradient for the logits, in `q`: `total (1 - q) - q (sum of the other totals)`. */
function throughSoftmax(batch: ClassBatch, log: Float64Array, q: Float64Array): void {
  for (let k = 0; k < q.length; k++) q[k] = log[k] + times(q[k], batch.q[k]);
  const all = sum(q);
  for (let k = 0; k < q.length; k++) q[k] = q[k] * batch.rest[k] - batch.q[k] * (all - q[k]);
}

/** Takes a gradient for normalised rows back to the rows as they were given. */
export function throughNormalize({ rows, data, sums }: Distributions, gradient: Float64Array): void {
  for (let row = 0; row < rows.count; row++) {
    const start = rows.start(row);
    const along = new CompensatedSum();
    for (let k = 0, at = start; k < rows.classes; k++, at += rows.stride) along.add(times(gradient[at], data[at]));
    for (let k = 0, at = start; k < rows.classes; k++, at += rows.stride)
      gradient[at] = (gradient[at] - along.value) / sums[row];
  }
}

/** Throws `undefined`, with the place, where a derivative does not exist. */
export function checkGradient(gradient: Float64Array, shape: readonly number[], argument: string): void {
  const at = gradient.findIndex(Number.isNaN);
  if (at >= 0)
    throw new CoreError('undefined', 'a derivative that does not exist, since the loss is infinite', 'a finite loss', {
      argument,
      path: indexPath(shape, at),
    });
}
