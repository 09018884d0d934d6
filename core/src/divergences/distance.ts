import { reduce, type Items, type Reduced, type Reduction } from '../losses/reduce.js';
import { checkOptions, type OptionSpec } from '../numeric/option.js';
import type { TensorLike } from '../tensor/tensor.js';
import {
  distanceGradient,
  distanceItems,
  type DistanceGradient,
  type DistanceOptions,
  type RowDistance,
} from './rowDistance.js';

/** A distance of two distributions: one value a row of the batch, reduced as `reduction` says. */
export type DistanceFunction<O> = <R extends Reduction = 'mean'>(
  target: TensorLike,
  prediction: TensorLike,
  options?: O & { reduction?: R },
) => Reduced<R>;

/** The gradient of a distance under its reduction; with `none` that of each row for itself. */
export type DistanceGradientFunction<O> = <T extends TensorLike, P extends TensorLike>(
  target: T,
  prediction: P,
  options?: O,
) => DistanceGradient<T, P>;

/** A distance as its file exports it and as the catalogue lists it. */
export interface Distance<O> {
  readonly options: readonly OptionSpec[];
  readonly value: DistanceFunction<O>;
  readonly gradient: DistanceGradientFunction<O>;
  /** The values before they are reduced, one a row. */
  readonly items: (target: TensorLike, prediction: TensorLike, options: O) => Items;
}

/** Makes a distance from its options, its formula on a pair of rows, and the unit that its values are divided by. */
export function distance<O extends DistanceOptions>(
  specs: readonly OptionSpec[],
  rows: RowDistance | ((target: TensorLike, options: O) => RowDistance),
  unitOf: (options: O) => number = () => 1,
): Distance<O> {
  const formula = (target: TensorLike, options: O): RowDistance => {
    checkOptions(options, specs);
    return typeof rows === 'function' ? rows(target, options) : rows;
  };
  const items: Distance<O>['items'] = (target, prediction, options) => {
    const unit = unitOf(options);
    return distanceItems(formula(target, options), target, prediction, options, unit);
  };
  return {
    options: specs,
    items,
    value: <R extends Reduction>(target: TensorLike, prediction: TensorLike, options = {} as O & { reduction?: R }) =>
      reduce(items(target, prediction, options), options),
    gradient(target, prediction, options = {} as O) {
      const unit = unitOf(options);
      return distanceGradient(formula(target, options), target, prediction, options, unit);
    },
  };
}
