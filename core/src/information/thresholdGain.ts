import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { checkOptions } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import { times } from '../numeric/times.js';
import { checkSameLength, type LabelVector } from '../metrics/labels.js';
import { toTensor, type NumericArray, type TensorLike } from '../tensor/tensor.js';
import { encodeLabels } from './contingencyTable.js';
import { readJoint } from './jointTable.js';
import { informationOf } from './mutualInformation.js';

/** The question `value <= threshold` that tells most of the labels. */
export interface ThresholdGain {
  gain: number;
  /** Half way between two neighbouring values; null where all are equal, so that there is nothing to ask. */
  threshold: number | null;
  /** Items on each side: at most the threshold, and above it. */
  below: number;
  above: number;
}

/**
 * Best threshold split: the information gain of the one question `value <= threshold` that tells most of the labels. It is
 * the root of a decision tree on one number, and the whole of a decision stump.
 *
 * `max over t of H(labels) - sum over the two sides of n_side/n H(labels on that side)`, with t half way between two
 * distinct values that follow one another. Shapes: n numbers, and n labels: whole numbers, strings or booleans. Nats, or
 * units of `base`.
 * 0 where no question tells anything, with a null threshold where all values are equal; H(labels) where one question
 * settles all; never negative. Of questions that gain alike, to 1e-12 nats, the one with the lowest threshold.
 * scikit-learn compares values in single precision and takes those nearer than 1e-7 for one; here any two doubles differ.
 * Throws, naming the place: `shape` unless a vector and for two lengths, `empty`, `notFinite`, `range`, `data`, `option`.
 *
 * @example thresholdGain([1, 2, 3, 4], ['a', 'a', 'b', 'b']).threshold // 2.5
 * Source: Breiman and others, *Classification and Regression Trees* (1984); Quinlan, *C4.5* (1993), 2.4.
 */
export function thresholdGain(values: TensorLike, labels: LabelVector, options: BaseOptions = {}): ThresholdGain {
  checkOptions(options, [BASE]);
  const unit = natsPerUnit(options);
  const x = readValues(values);
  const { codes, names } = encodeLabels(labels, 'labels');
  checkSameLength(x, codes, 'values', 'labels');
  const n = x.length;
  const order = Uint32Array.from(x, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const below = new Float64Array(names.length);
  const above = new Float64Array(names.length);
  for (const code of codes) above[code]++;
  // The entropy of a side of n items is `n ln n - sum c ln c`; one item that changes sides changes one count on each.
  const known = new CompensatedSum();
  for (const count of above) known.add(count * Math.log(count));
  let best = 0;
  let least = Infinity;
  for (let at = 1; at < n; at++) {
    const code = codes[order[at - 1]];
    known.add(grown(below[code]++));
    known.add(-grown(--above[code]));
    if (x[order[at - 1]] === x[order[at]]) continue;
    const left = at * Math.log(at) + (n - at) * Math.log(n - at) - known.value;
    if (!(left < least - TIE * n)) continue;
    least = left;
    best = at;
  }
  if (best === 0) return { gain: 0, threshold: null, below: n, above: 0 };
  const sides = new Float64Array(2 * names.length);
  order.forEach((item, at) => sides[codes[item] + (at < best ? 0 : names.length)]++);
  const gain = informationOf(readJoint({ shape: [2, names.length], data: sides }));
  const [low, high] = [x[order[best - 1]], x[order[best]]];
  return { gain: gain / unit, threshold: between(low, high), below: best, above: n - best };
}

/** Nats an item by which a later question must be better, so that rounding does not choose. */
const TIE = 1e-12;

/** By how much `c ln c` grows from one count to the next. */
const grown = (count: number): number => (count + 1) * Math.log(count + 1) - times(count, Math.log(count));

/** Half way, yet never the upper of two neighbours, which must stay above. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle > low && middle < high ? middle : low;
}

function readValues(values: TensorLike): NumericArray {
  const { shape, data } = toTensor(values, 'values');
  if (shape.length !== 1) throw new CoreError('shape', `shape ${tuple(shape)}`, 'a vector', { argument: 'values' });
  if (data.length === 0) throw new CoreError('empty', 'no values', 'at least one', { argument: 'values' });
  const wrong = data.findIndex((value: number) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new CoreError('notFinite', String(data[wrong]), 'a finite number', { argument: 'values', path: [wrong] });
  return data;
}
