import { MersenneTwister } from '../numeric/mersenneTwister.js';
import { checkOptions } from '../numeric/option.js';
import { surpriseAt } from './logLoss.js';
import type { PlainLayer } from './plainLayers.js';
import type { Reader } from './reader.js';

/** Rows that go through the network together, so that what they become stays in the nearest memory. */
const BLOCK = 240;

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
 * Says before each shuffle which share is done. Below 0 is a column without which the network reads better, or none at all.
 * Threads can share the columns out, since none needs another: `only` gives the numbers of those that this one shuffles,
 * and `into` takes what all of them found.
 */
export function* permutationImportance(
  { layers }: Pick<Reader, 'layers'>,
  rows: ReadRows,
  columns: readonly ColumnSpan[],
  options: {
    shuffles: number;
    seed: number;
    only?: Iterable<number>;
    into?: Pick<Importance, 'rise' | 'deviation'>;
  },
): Generator<number, Importance, undefined> {
  checkOptions(options, ['shuffles', 'seed', 'only', 'into']);
  const { shuffles, seed, only = columns.keys(), into } = options;
  const { inputs, size, labels } = rows;
  const count = labels.length;
  const orders = ordersOf(count, shuffles, new MersenneTwister(seed).uint32() & 0x7fffffff);
  const lossFrom = (layer: number, valuesOf: (from: number, to: number) => Float64Array): number => {
    let sum = 0;
    for (let from = 0; from < count; from += BLOCK) {
      const to = Math.min(from + BLOCK, count);
      let passed = valuesOf(from, to);
      for (let i = layer; i < layers.length; i++) passed = layers[i].forward(passed);
      const classes = passed.length / (to - from);
      for (let i = from; i < to; i++) sum += surpriseAt(passed, labels[i], (i - from) * classes, classes);
    }
    return sum / count;
  };
  const loss = lossFrom(0, (from, to) => inputs.subarray(from * size, to * size));
  const rise = into?.rise ?? new Float64Array(columns.length);
  const deviation = into?.deviation ?? new Float64Array(columns.length);
  let done = 0;
  for (const c of only) {
    const rises = new Float64Array(shuffles);
    const shuffled = isDense(layers[0], size) ? sumsBy(layers[0], rows, columns[c]) : valuesBy(rows, columns[c]);
    for (let s = 0; s < shuffles; s++) {
      yield (done + s / shuffles) / columns.length;
      rises[s] = lossFrom(shuffled.layer, (from, to) => shuffled.by(orders[s].subarray(from, to), from)) - loss;
    }
    rise[c] = rises.reduce((sum, x) => sum + x, 0) / shuffles;
    deviation[c] = Math.sqrt(rises.reduce((sum, x) => sum + (x - rise[c]) ** 2, 0) / shuffles);
    done++;
  }
  return { loss, rise, deviation };
}

/** The orders by which each column is shuffled. */
function ordersOf(count: number, shuffles: number, seed: number): Uint32Array[] {
  const random = new MersenneTwister(seed);
  const step = Uint32Array.from({ length: count }, (_, i) => i);
  let order = step.slice();
  return Array.from({ length: shuffles }, () => {
    random.shuffle(step);
    return (order = step.map((i) => order[i]));
  });
}

const isDense = ({ weights, shape: { height, width } }: PlainLayer, size: number): boolean =>
  weights !== null && height * width === 1 && weights.shape[0] === size;

/** What goes into the layer of this number, of some rows, when a column has the values of the rows of an order. */
interface Shuffled {
  layer: number;
  by(order: Uint32Array, first: number): Float64Array;
}

/** The outputs of a dense first layer: the sum over the other features stays, and that over the column moves as a whole. */
function sumsBy(layer: PlainLayer, { inputs, size, labels }: ReadRows, { from, count }: ColumnSpan): Shuffled {
  const { weights, bias } = layer.weights!;
  const units = bias.length;
  const others = inputs.slice();
  const own = new Float64Array(labels.length * units);
  for (let i = 0; i < labels.length; i++)
    for (let k = from; k < from + count; k++) {
      const value = inputs[i * size + k];
      others[i * size + k] = 0;
      for (let j = 0; j < units; j++) own[i * units + j] = own[i * units + j] + value * weights[k * units + j];
    }
  const rest = layer.sum(others);
  const room = new Float64Array(BLOCK * units);
  return {
    layer: 1,
    by(order, first) {
      const sums = room.subarray(0, order.length * units);
      for (let i = 0; i < order.length; i++) {
        // As whole numbers of 32 bits, which a processor is quicker at.
        const [at, row] = [i * units, Math.imul(order[i], units)];
        const from = first * units + at;
        for (let j = 0; j < units; j++) sums[at + j] = rest[from + j] + own[row + j];
      }
      layer.activate(sums);
      return sums;
    },
  };
}

/** The inputs themselves, for a network of another kind. */
function valuesBy({ inputs, size }: ReadRows, { from, count }: ColumnSpan): Shuffled {
  return {
    layer: 0,
    by(order, first) {
      const values = inputs.slice(first * size, (first + order.length) * size);
      for (let i = 0; i < order.length; i++)
        for (let k = from; k < from + count; k++) values[i * size + k] = inputs[order[i] * size + k];
      return values;
    },
  };
}
