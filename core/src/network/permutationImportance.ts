import { MersenneTwister } from '../numeric/mersenneTwister.js';
import { surpriseAt } from './logLoss.js';

/** Rows that a network reads, as it takes them: `labels.length * size` numbers, one row after the other. */
export interface ReadRows {
  inputs: Float64Array;
  size: number;
  labels: ArrayLike<number>;
}

/** How much worse a network reads when a column is shuffled. */
export interface Importance {
  /** Mean log loss of the rows as they are, nats. */
  loss: number;
  /** Of each column: how much the log loss rises, mean over the shuffles, and its deviation (divisor n). */
  rise: Float64Array;
  deviation: Float64Array;
}

/** A column by the features that stand for it, side by side: one, or one a word. */
export interface ColumnSpan {
  from: number;
  count: number;
}

/**
 * The importance of each column to a network by permutation: the rise of the log loss of some rows when the values of
 * the column are shuffled among them, all features of a column together. Every column is shuffled by the same orders, each
 * upon the one before, drawn as scikit-learn's `permutation_importance(scoring='neg_log_loss', random_state=seed)` does.
 * Says before each column which share is done. Below 0 is a column without which the network reads better, or none at all.
 */
export function* permutationImportance(
  logits: (inputs: Float64Array) => Float64Array,
  { inputs, size, labels }: ReadRows,
  columns: readonly ColumnSpan[],
  { shuffles, seed }: { shuffles: number; seed: number },
): Generator<number, Importance, undefined> {
  const count = labels.length;
  const row = new Float64Array(size);
  /** With the values that a column has in the rows of `order`. */
  const lossBy = (order: Uint32Array | null, { from, count: wide }: ColumnSpan): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      row.set(inputs.subarray(i * size, (i + 1) * size));
      if (order) for (let k = from; k < from + wide; k++) row[k] = inputs[order[i] * size + k];
      const found = logits(row);
      sum += surpriseAt(found, labels[i], 0, found.length);
    }
    return sum / count;
  };
  const loss = lossBy(null, { from: 0, count: 0 });
  const first = new MersenneTwister(seed).uint32() & 0x7fffffff;
  const rise = new Float64Array(columns.length);
  const deviation = new Float64Array(columns.length);
  for (let c = 0; c < columns.length; c++) {
    const random = new MersenneTwister(first);
    const step = Uint32Array.from({ length: count }, (_, i) => i);
    let order = step.slice();
    const rises = new Float64Array(shuffles);
    for (let s = 0; s < shuffles; s++) {
      yield (c + s / shuffles) / columns.length;
      random.shuffle(step);
      order = step.map((i) => order[i]);
      rises[s] = lossBy(order, columns[c]) - loss;
    }
    rise[c] = rises.reduce((sum, x) => sum + x, 0) / shuffles;
    deviation[c] = Math.sqrt(rises.reduce((sum, x) => sum + (x - rise[c]) ** 2, 0) / shuffles);
  }
  return { loss, rise, deviation };
}
