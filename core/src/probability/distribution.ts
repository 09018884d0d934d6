import { CoreError } from '../numeric/error.js';
import { type FlagOption, readFlag } from '../numeric/option.js';
import { sum, twofoldSum } from '../numeric/sum.js';
import { PROBABILITY_TOLERANCE, SUM_TOLERANCE } from '../numeric/tolerance.js';
import { productsApart, restOf, type Twofold } from '../numeric/twofold.js';
import { unitFor } from '../numeric/unit.js';
import { CoreWarning } from '../numeric/warning.js';
import { type NumericArray, type TensorLike, toTensor } from '../tensor/tensor.js';
import { type AxisOptions, indexPath, Rows, sameShape } from './rows.js';

/** Where distributions are read: the class axis, and whether rows are first divided by their sum. */
export interface DistributionOptions extends AxisOptions {
  normalize?: boolean;
}

export const NORMALIZE = {
  kind: 'flag',
  name: 'normalize',
  title: 'Divide each row by its sum first',
  default: false,
} as const satisfies FlagOption;

/** Checked rows of probabilities: no NaN, no infinity, nothing negative. */
export interface Distributions {
  readonly rows: Rows;
  /** Laid out as the input; the input itself unless it had to be normalised. */
  readonly data: NumericArray;
  /** The sum of each row as it was given. */
  readonly sums: Float64Array;
  /** True when the rows were divided by `sums`. */
  readonly normalized: boolean;
  /** What normalised rows were before, each in a unit of its own, and their sums: `data` is rounded, this is not. */
  readonly origin: { readonly data: Float64Array; readonly sums: readonly Twofold[] } | null;
  /** One warning for the first row whose sum misses 1, and how many such rows there are. */
  readonly warnings: CoreWarning[];
}

/**
 * Reads one distribution, or a batch of them along `axis`.
 * `unnormalised` says what a row becomes whose sum misses 1 by more than `SUM_TOLERANCE` and is not to be normalised:
 * an error that names the row, or a warning. With `atMost1` an element above 1 is an error too.
 * Throws, naming the place: `notFinite`, `negative`, `range`, `unnormalised`, `empty`, and `shape` for a single number.
 */
export function readDistributions(
  value: TensorLike,
  argument: string,
  options: DistributionOptions & { unnormalised: 'error' | 'warn'; atMost1?: boolean },
): Distributions {
  const normalize = readFlag(NORMALIZE, options.normalize);
  const { shape, data } = toTensor(value, argument);
  const rows = new Rows(shape, argument, options);
  checkProbabilities(
    data,
    shape,
    argument,
    options.atMost1 === true && !normalize ? 1 + PROBABILITY_TOLERANCE : Infinity,
  );
  const { count, classes, stride } = rows;
  const sums = new Float64Array(count);
  let missing = 0;
  let first = -1;
  for (let row = 0; row < count; row++) {
    const total = (sums[row] = sum(data, rows.start(row), classes, stride));
    if (Math.abs(total - 1) <= SUM_TOLERANCE) continue;
    const found = `a row that sums to ${total}`;
    const place = { argument, path: rows.path(row) };
    if (normalize && total === 0) throw new CoreError('unnormalised', found, 'a positive sum, to divide by', place);
    if (!normalize && options.unnormalised === 'error')
      throw new CoreError('unnormalised', found, 'a sum of 1, or the option normalize', place);
    if (missing++ === 0) first = row;
  }
  const warnings: CoreWarning[] = [];
  if (missing > 0) {
    const others = missing > 1 ? ` (and ${missing - 1} more)` : '';
    const what = `${argument} sums to ${sums[first]}, not 1${others}`;
    const message = normalize ? `${what}; divided by its sum` : what;
    warnings.push(new CoreWarning('unnormalised', message, { argument, path: rows.path(first) }));
  }
  if (!normalize) return { rows, data, sums, normalized: false, origin: null, warnings };
  const origin = inUnits(rows, data);
  return { rows, data: divideRows(rows, origin), sums, normalized: true, origin, warnings };
}

/** Reads two batches of distributions of one shape, under the names `target` and `prediction` unless others are given. */
export function readPair(
  target: TensorLike,
  prediction: TensorLike,
  options: DistributionOptions & { unnormalised: 'error' | 'warn'; atMost1?: boolean },
  names: readonly [string, string] = ['target', 'prediction'],
): [Distributions, Distributions] {
  const a = toTensor(target, names[0]);
  const b = toTensor(prediction, names[1]);
  sameShape(a.shape, b.shape, names[1]);
  return [readDistributions(a, names[0], options), readDistributions(b, names[1], options)];
}

/** Throws, with the place, at the first element that is NaN, infinite, negative or above `max`. */
export function checkProbabilities(
  data: NumericArray,
  shape: readonly number[],
  argument: string,
  max = 1 + PROBABILITY_TOLERANCE,
): void {
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (x >= 0 && x <= max && x < Infinity) continue;
    const place = { argument, path: indexPath(shape, i) };
    if (x < 0) throw new CoreError('negative', String(x), 'a probability, at least 0', place);
    if (x > max && x < Infinity)
      throw new CoreError('range', String(x), 'a probability, at most 1 (logits need the option fromLogits)', place);
    throw new CoreError('notFinite', String(x), 'a finite number', place);
  }
}

/** Throws, with the place, at the first element that is NaN, or infinite unless `infinite` is allowed. */
export function checkNumbers(
  data: NumericArray,
  shape: readonly number[],
  argument: string,
  allowed: { infinite?: boolean } = {},
): void {
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (Number.isFinite(x) || (allowed.infinite === true && !Number.isNaN(x))) continue;
    const expected = allowed.infinite === true ? 'a number' : 'a finite number';
    throw new CoreError('notFinite', String(x), expected, { argument, path: indexPath(shape, i) });
  }
}

/** A copy in which each row is in units in which its sum neither overflows nor underflows, with these sums. */
function inUnits(rows: Rows, given: NumericArray): NonNullable<Distributions['origin']> {
  const { count, classes, stride } = rows;
  const data = Float64Array.from(given);
  const sums = Array.from({ length: count }, (_, row) => {
    const start = rows.start(row);
    let greatest = 0;
    for (let k = 0, at = start; k < classes; k++, at += stride) greatest = Math.max(greatest, data[at]);
    const unit = unitFor(greatest);
    if (unit !== 1) for (let k = 0, at = start; k < classes; k++, at += stride) data[at] /= unit;
    return twofoldSum(data, start, classes, stride);
  });
  return { data, sums };
}

/** A copy in which each row is divided by its sum. */
function divideRows(rows: Rows, { data, sums }: NonNullable<Distributions['origin']>): Float64Array {
  const out = new Float64Array(data.length);
  for (let row = 0; row < rows.count; row++)
    for (let k = 0, at = rows.start(row); k < rows.classes; k++, at += rows.stride) out[at] = data[at] / sums[row].high;
  return out;
}

/** `1 - p` of the element at a flat place of a row, from what is beside it where the row was divided by its sum. */
export function besideOf({ data, origin }: Distributions, row: number, at: number): number {
  if (!origin) return Math.max(0, 1 - data[at]);
  const whole = origin.sums[row];
  return restOf(whole, { high: origin.data[at], low: 0 }) / whole.high;
}

/** Fills `p - q` of two rows, from before they were divided by their sums: nearly equal ones keep their digits. */
export function fillApart(a: Distributions, b: Distributions, row: number, apart: Float64Array): void {
  const { classes, stride } = a.rows;
  const start = a.rows.start(row);
  if (!a.origin || !b.origin) {
    for (let k = 0, at = start; k < classes; k++, at += stride) apart[k] = a.data[at] - b.data[at];
    return;
  }
  const [wholeA, wholeB] = [a.origin.sums[row], b.origin.sums[row]];
  for (let k = 0, at = start; k < classes; k++, at += stride) {
    const x = { high: a.origin.data[at], low: 0 };
    const y = { high: b.origin.data[at], low: 0 };
    apart[k] = productsApart(x, wholeB, y, wholeA) / wholeA.high / wholeB.high;
  }
}
