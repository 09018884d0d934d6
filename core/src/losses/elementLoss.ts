import { readChoice } from '../numeric/option.js';
import type { CoreWarning } from '../numeric/warning.js';
import { type AxisOptions, Rows, sameShape } from '../probability/rows.js';
import { like } from '../tensor/like.js';
import { type NumericArray, type TensorLike, toTensor } from '../tensor/tensor.js';
import { checkGradient } from './classLoss.js';
import type { LossGradient } from './options.js';
import { divisorOf, type Items, REDUCTION, type ReductionOptions } from './reduce.js';

/** A loss of one element, by its value and its derivatives for the prediction and for the target. */
export interface ElementLoss {
  /** Throws, with the place, at what has no value. */
  check(data: NumericArray, shape: readonly number[], argument: 'target' | 'prediction'): CoreWarning[];
  readonly value: (target: number, prediction: number) => number;
  readonly byPrediction: (target: number, prediction: number) => number;
  readonly byTarget: (target: number, prediction: number) => number;
}

/** The items of a loss over elements: one an element, whatever the class axis. */
export function elementItems(
  loss: ElementLoss,
  target: TensorLike,
  prediction: TensorLike,
  options: AxisOptions,
): Items {
  const { a, b, warnings } = readElements(loss, target, prediction, options);
  const values = new Float64Array(a.data.length);
  for (let i = 0; i < values.length; i++) values[i] = loss.value(a.data[i], b.data[i]);
  return { values, counted: values.length, warnings };
}

/** The gradient of a loss over elements under its reduction; with `none` that of each element for itself. */
export function elementGradient<T extends TensorLike, P extends TensorLike>(
  loss: ElementLoss,
  target: T,
  prediction: P,
  options: AxisOptions & ReductionOptions,
): LossGradient<T, P> {
  const { a, b } = readElements(loss, target, prediction, options);
  const { length } = a.data;
  const reduction = readChoice(REDUCTION, options.reduction);
  const divisor = divisorOf({ values: a.data, counted: length }, reduction);
  const gradient = (by: (target: number, prediction: number) => number, argument: string): Float64Array => {
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) out[i] = by(a.data[i], b.data[i]) / divisor;
    checkGradient(out, a.shape, argument);
    return out;
  };
  return {
    prediction: like(prediction, b.shape, gradient(loss.byPrediction, 'prediction')),
    target: like(target, a.shape, gradient(loss.byTarget, 'target')),
  };
}

function readElements(loss: ElementLoss, target: TensorLike, prediction: TensorLike, options: AxisOptions) {
  const a = toTensor(target, 'target');
  const b = toTensor(prediction, 'prediction');
  sameShape(b.shape, a.shape, 'target');
  if (b.shape.length > 0) void new Rows(b.shape, 'prediction', options);
  const warnings = [...loss.check(a.data, a.shape, 'target'), ...loss.check(b.data, b.shape, 'prediction')];
  return { a, b, warnings };
}
