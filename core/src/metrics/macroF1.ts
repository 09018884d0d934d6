import { CoreError } from '../numeric/error.js';
import { sum } from '../numeric/sum.js';
import { studentQuantile } from './studentQuantile.js';
import type { PairedDifference } from './pairedDifference.js';
import type { Interval } from './wilsonInterval.js';

/** A macro F1 with its interval; `null` without items. */
export interface MacroF1 extends Interval {
  value: number;
}

/** How one model reads items of known classes, as class indices. */
interface Read {
  actual: ArrayLike<number>;
  predicted: ArrayLike<number>;
}

/**
 * Macro F1 and its interval by the delta method.
 *
 * Formula: the mean of `F_i = 2 right_i / (support_i + predicted_i)` over the classes that appear; its variance is that of
 * the influence of each item over n, which is `[a = b] 2/D_a - F_a/D_a - F_b/D_b` over the number of classes for an item
 * of class a read as b, with `D_i` the share of items of class i plus that of those read as i. The interval is
 * `value ± z sqrt(variance / n)`, kept within 0..1.
 * Takes class indices of n items and a level; gives three rates. A class that neither appears nor is read stays out, as in
 * `classificationReport`. Where all items are right or all wrong the interval has no width: n tells more than it.
 * Throws `shape` for lists of unlike lengths, `empty` without items, `range` for a level outside 0..1.
 * @example macroF1({ actual: [0, 0, 1, 1], predicted: [0, 1, 1, 1] }, 2).value // 0.7333333333
 * Source: Takahashi, Yamamoto, Kuchiba and Koyama, Confidence interval for micro-averaged F1 and macro-averaged F1 scores
 * (2022).
 */
export function macroF1(read: Read, classes: number, level = 0.95): MacroF1 {
  const { value, influence } = influences(read, classes);
  const half = reach(influence, level);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}

/**
 * The macro F1 of one model minus that of another on the same items, with its interval by the delta method: the variance
 * is that of the difference of both influences, so what both models find hard counts once.
 * Takes the classes of n items, what each model reads, and a level; gives a difference from -1 to 1.
 * Throws as `macroF1`.
 * @example macroF1Difference([0, 1], [0, 1], [1, 0], 2).difference // 1
 */
export function macroF1Difference(
  actual: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  level = 0.95,
): PairedDifference {
  const [one, two] = [first, second].map((predicted) => influences({ actual, predicted }, classes));
  const half = reach(
    one.influence.map((each, i) => each - two.influence[i]),
    level,
  );
  const difference = one.value - two.value;
  return { difference, low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

/** The macro F1, and by how much each item moves it. */
function influences({ actual, predicted }: Read, classes: number): { value: number; influence: Float64Array } {
  const n = actual.length;
  if (n === 0) throw new CoreError('empty', 'no items', 'at least one', { argument: 'actual' });
  if (predicted.length !== n)
    throw new CoreError('shape', `${predicted.length} predictions`, `${n}, one an item`, { argument: 'predicted' });
  const [right, both] = [new Float64Array(classes), new Float64Array(classes)];
  for (let i = 0; i < n; i++) {
    both[actual[i]]++;
    both[predicted[i]]++;
    if (actual[i] === predicted[i]) right[actual[i]]++;
  }
  const there = both.reduce((count, each) => count + Number(each > 0), 0);
  const f1 = both.map((each, c) => (each > 0 ? (2 * right[c]) / each : 0));
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [a, b] = [actual[i], predicted[i]];
    influence[i] = (((a === b ? 2 : 0) - f1[a]) / both[a] - f1[b] / both[b]) * (n / there);
  }
  return { value: sum(f1) / there, influence };
}

/** Half the width of the interval that influences of no bias have. */
function reach(influence: Float64Array, level: number): number {
  const n = influence.length;
  const mean = sum(influence) / n;
  const variance = sum(influence.map((each) => (each - mean) ** 2)) / n;
  return studentQuantile(Infinity, level) * Math.sqrt(variance / n);
}
