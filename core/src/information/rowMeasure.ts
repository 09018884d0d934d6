import { checkGradient, throughNormalize } from '../losses/classLoss.js';
import { divisorOf, REDUCTION, type Items, type ReductionOptions } from '../losses/reduce.js';
import { checkOptions, readChoice, type OptionSpec } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import { besideOf, NORMALIZE, readDistributions, type DistributionOptions } from '../probability/distribution.js';
import { AXIS } from '../probability/rows.js';
import { like, type Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';

/** A measure of one distribution that is a sum over its classes, by its term and the derivative of that. */
export interface RowMeasure {
  readonly options: readonly OptionSpec[];
  /** `rest` is `1 - p`, with all its digits. */
  term(p: number, rest: number): number;
  slope(p: number): number;
}

/** The options that every measure of one distribution has. */
export interface RowMeasureOptions extends DistributionOptions, ReductionOptions {}

export const ROW_OPTIONS = [NORMALIZE, REDUCTION, AXIS] as const;

/** The items of a measure, one a row; `unit` is what its values are divided by. */
export function rowItems(measure: RowMeasure, p: TensorLike, options: RowMeasureOptions, unit = 1): Items {
  checkOptions(options, measure.options);
  const read = readDistributions(p, 'p', { ...options, unnormalised: 'error' });
  const { rows, data, warnings } = read;
  const values = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const total = new CompensatedSum();
    for (let k = 0, at = rows.start(row); k < rows.classes; k++, at += rows.stride)
      total.add(measure.term(Math.min(data[at], 1), besideOf(read, row, at)));
    values[row] = total.value / unit;
  }
  return { values, counted: values.length, warnings };
}

/** The gradient of a measure under its reduction; with `none` that of each row for itself. */
export function rowGradient<T extends TensorLike>(
  measure: RowMeasure,
  p: T,
  options: RowMeasureOptions,
  unit = 1,
): Like<T> {
  checkOptions(options, measure.options);
  const read = readDistributions(p, 'p', { ...options, unnormalised: 'error' });
  const { count, shape } = read.rows;
  const scale =
    unit * divisorOf({ values: { length: count }, counted: count }, readChoice(REDUCTION, options.reduction));
  const gradient = Float64Array.from(read.data, (x) => measure.slope(x) / scale);
  if (read.normalized) throughNormalize(read, gradient);
  checkGradient(gradient, shape, 'p');
  return like(p, shape, gradient);
}
