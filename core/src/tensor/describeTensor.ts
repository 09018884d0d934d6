import { SUM_TOLERANCE } from '../numeric/tolerance.js';
import { checkOptions } from '../numeric/option.js';
import { Moments } from './moments.js';
import { RowSums, type RowDescription } from './rowSums.js';
import { toTensor, type NumericArray, type TensorLike } from './tensor.js';

/** What can be said of a tensor at a glance. All but the counts speak of its finite values, and are null without any. */
export interface TensorDescription {
  shape: readonly number[];
  count: number;
  finiteCount: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Of the population: the sum of squares is divided by the count. */
  standardDeviation: number | null;
  nanCount: number;
  positiveInfinityCount: number;
  negativeInfinityCount: number;
  negativeCount: number;
  /** NaN and infinities are not zero. */
  nonZeroCount: number;
  allWhole: boolean;
  rows: RowDescription | null;
}

const BLOCK = 1024;

/**
 * Describes a tensor: shape, counts, range, mean and standard deviation, and whether its rows are distributions.
 * Mean `sum x / n`; standard deviation `sqrt(sum (x - mean)^2 / n)`, of the population, as NumPy's `std`.
 * Takes any shape; a single number is a row of one. Values of whatever unit they are in.
 * NaN and infinities are counted, and left out of range, mean and deviation; an empty tensor has none of these.
 * NumPy and PyTorch answer NaN as soon as one value is; here the rest is still described.
 * Blocks of a thousand values are summed about their own mean and then merged, so that a large offset costs no digits.
 * Throws as `toTensor` does.
 * @example describeTensor([1, 2, 3, 4]).mean // 2.5
 * Source: Chan, Golub and LeVeque on merging variances.
 */
export function describeTensor(value: TensorLike, options: { tolerance?: number } = {}): TensorDescription {
  checkOptions(options, ['tolerance']);
  const { shape, data } = toTensor(value);
  const length = shape.length === 0 ? 1 : shape[shape.length - 1];
  const rows = new RowSums(length, options.tolerance ?? SUM_TOLERANCE);
  const counts = new Counts();
  let moments = new Moments(1);
  const scratch = new Float64Array(BLOCK);
  forBlocks(data, scratch, (values, size) => {
    counts.add(values, size);
    rows.add(values, size);
    moments.add(values, size);
  });
  const { min, max, finite } = counts;
  const largest = Math.max(Math.abs(min), Math.abs(max));
  if (finite > 0 && (largest > 1e150 || (largest < 1e-150 && largest > 0))) {
    moments = new Moments(largest > 1 ? 2 ** -600 : 2 ** 600);
    forBlocks(data, scratch, (values, size) => moments.add(values, size));
  }
  const known = finite > 0;
  return {
    shape,
    count: data.length,
    finiteCount: finite,
    min: known ? min : null,
    max: known ? max : null,
    mean: known ? Math.min(max, Math.max(min, moments.mean)) : null,
    standardDeviation: known ? moments.deviation : null,
    nanCount: counts.nan,
    positiveInfinityCount: counts.above,
    negativeInfinityCount: counts.below,
    negativeCount: counts.negative,
    nonZeroCount: counts.nonZero,
    allWhole: data.length > 0 && counts.whole === data.length,
    rows: data.length > 0 ? rows.describe() : null,
  };
}

/** Gives the data in blocks of doubles, whatever it is made of; the block itself must not be kept. */
function forBlocks(
  data: NumericArray,
  scratch: Float64Array,
  take: (values: Float64Array, size: number) => void,
): void {
  for (let start = 0; start < data.length; start += BLOCK) {
    const size = Math.min(BLOCK, data.length - start);
    scratch.set(data.subarray(start, start + size));
    take(scratch, size);
  }
}

class Counts {
  finite = 0;
  nan = 0;
  above = 0;
  below = 0;
  negative = 0;
  nonZero = 0;
  whole = 0;
  min = Infinity;
  max = -Infinity;

  add(values: Float64Array, size: number): void {
    let { min, max, negative, nonZero, whole, finite } = this;
    for (let i = 0; i < size; i++) {
      const value = values[i];
      if (value < 0) negative++;
      if (value - value !== 0) {
        if (value > 0) this.above++;
        else if (value < 0) this.below++;
        else this.nan++;
        continue;
      }
      finite++;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value !== 0) nonZero++;
      if (Math.floor(value) === value) whole++;
    }
    Object.assign(this, { min, max, negative, nonZero, whole, finite });
  }
}
