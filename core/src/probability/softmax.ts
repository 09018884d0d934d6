import { type Peak, readLogits, toLogProbabilities } from './logits.js';
import { AXIS, type AxisOptions, Rows } from './rows.js';
import { checkOptions } from '../numeric/option.js';
import { type Like, like, type LikeRows, likeRows } from '../tensor/like.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';

/**
 * The probabilities that logits stand for.
 *
 * `p[k] = exp(x[k]) / sum exp(x)`. Shapes: a vector of logits, or a batch with its classes along `axis`; the result has
 * the shape and the form of the input. Unitless.
 * A logit of `-Infinity` gives 0; one of `+Infinity` gives 1 and 0 to all others. Large logits do not overflow: the
 * greatest is taken off first. Where others give NaN (a row with `+Infinity`) this gives the limit.
 * Throws, naming the place: `notFinite` at NaN, `undefined` at two `+Infinity` or nothing but `-Infinity` in a row,
 * `empty`, `shape` for a single number, `option`.
 *
 * @example softmax([0, Math.log(3)]) // [0.25, 0.75]
 * Source: the course; Goodfellow, Bengio and Courville, *Deep Learning*, 4.1.
 */
export function softmax<T extends TensorLike>(logits: T, options: AxisOptions = {}): Like<T> {
  return mapRows(logits, options, (x) => Math.exp(x));
}

/**
 * The logarithm of `softmax`, without passing through a probability that underflows.
 *
 * `x[k] - logSumExp(x)`. Shapes as `softmax`; nats.
 * A logit of `-Infinity` gives `-Infinity`; one of `+Infinity` gives 0 and `-Infinity` to all others.
 * A dominant logit keeps every digit of its distance from 0, where the usual form loses them.
 * Throws as `softmax` does.
 *
 * @example logSoftmax([1e4, 0, 0]) // [0, -10000, -10000]
 * Source: the course; Blanchard, Higham and Higham (2021), *Accurately computing the log-sum-exp and softmax functions*.
 */
export function logSoftmax<T extends TensorLike>(logits: T, options: AxisOptions = {}): Like<T> {
  return mapRows(logits, options, (x) => x);
}

function mapRows<T extends TensorLike>(logits: T, options: AxisOptions, last: (log: number) => number): Like<T> {
  checkOptions(options, [AXIS]);
  const { shape, data } = toTensor(logits, 'logits');
  const rows = new Rows(shape, 'logits', options);
  const out = new Float64Array(data.length);
  const row = new Float64Array(rows.classes);
  const peak: Peak = { best: 0, greatest: 0, rest: 0 };
  for (let r = 0; r < rows.count; r++) {
    readLogits(data, rows, r, row, peak);
    toLogProbabilities(row, rows, r, peak);
    for (let k = 0, at = rows.start(r); k < row.length; k++, at += rows.stride) out[at] = last(row[k]);
  }
  return like(logits, shape, out);
}

/**
 * The logarithm of a sum of exponentials: a smooth maximum.
 *
 * `ln sum exp(x)`. Shapes: a vector gives a number, a batch one value a row (classes along `axis`). Nats.
 * All `-Infinity` gives `-Infinity`; any `+Infinity` gives `+Infinity`. It never overflows while the result fits.
 * Throws, naming the place: `notFinite` at NaN (others pass it on), `empty` (SciPy gives an error or `-inf` by version),
 * `shape` for a single number, `option`.
 *
 * @example logSumExp([1000, 1000]) // 1000.6931471805599
 * Source: Blanchard, Higham and Higham (2021).
 */
export function logSumExp<T extends TensorLike>(values: T, options: AxisOptions = {}): LikeRows<T> {
  checkOptions(options, [AXIS]);
  const { shape, data } = toTensor(values, 'values');
  const rows = new Rows(shape, 'values', options);
  const out = new Float64Array(rows.count);
  const row = new Float64Array(rows.classes);
  const peak: Peak = { best: 0, greatest: 0, rest: 0 };
  for (let r = 0; r < rows.count; r++) {
    readLogits(data, rows, r, row, peak);
    out[r] = Number.isFinite(peak.greatest) ? peak.greatest + Math.log1p(peak.rest) : peak.greatest;
  }
  return likeRows(values, rows.batchShape, out);
}
