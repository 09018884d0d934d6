import type { RunConfig } from './config.js';
import { layOut, type Dimensions, type Layout } from './layout.js';
import type { Layer } from './layers/layer.js';

/**
 * Nanoseconds that work takes on one core of 3.6 GHz with 128-bit vectors, as measured; what is chosen by them rests on how
 * they stand to one another.
 */
const NS = {
  /** A multiply-add of a full product: 27 a nanosecond. */
  product: 0.037,
  /** One of a first layer that leaves zero pixels out, zeros counted: forward and in the gradient. */
  sparse: 0.0165,
  sparseGradient: 0.0215,
  quads: 0.0135,
  quadsGradient: 0.0175,
  /** One of a convolution, forward and in both ways back. */
  convolution: 0.037,
  convolutionBack: 0.036,
  /** An output activated; one of a convolution is pooled as well. */
  output: 0.3,
  pixel: 0.8,
  /** A class of a row: softmax and loss. */
  loss: 10,
  /** The step of a weight. */
  adam: 0.76,
  sgd: 0.5,
  /** What the leading thread does alone: for a row, its place in the order and its sums, and for a batch. */
  row: 50,
  batch: 3000,
  /** What threads lose in a phase: for each of them where they meet, and for each task that is taken. */
  meeting: 600,
  task: 90,
  /** A line of 16 weights that another thread wrote. */
  line: 50,
} as const;

/** What is known of the data of a run before threads are shared out. */
export type Sizes = Omit<Dimensions, 'threads' | 'entries' | 'images'>;

/** Time that so many threads of equal cores take for a full batch of a run, in nanoseconds: a model, not a measurement. */
export function batchTime(config: RunConfig, sizes: Sizes, threads: number): number {
  return timeOf(laidOut(config, sizes, threads), config, sizes, threads);
}

const laidOut = (config: RunConfig, sizes: Sizes, threads: number): Layout =>
  layOut(config, { ...sizes, threads, entries: 0, images: 0 });

function timeOf(layout: Layout, config: RunConfig, sizes: Sizes, threads: number): number {
  const rows = config.batch;
  const { layers, blockRows } = layout;
  const { shared } = layers[0];
  const times = layers.map((layer, i) => rowTime(layout, layer, layers[i - 1]));
  const [first, ...rest] = times;
  const inTrain = rest.reduce((sum, time) => sum + time.train, shared ? 0 : first.train) + NS.loss * sizes.classes;
  const blocks = Array.from({ length: Math.ceil(rows / blockRows) }, (_, i) =>
    Math.min(blockRows, rows - i * blockRows),
  );
  const updates = layers.flatMap((layer, i) => {
    const all = rows * times[i].gradient + step(config, layer);
    return Array<number>(layer.tasks).fill(all / layer.tasks);
  });
  const phases = [
    ...(shared ? [Array<number>(shared.tasks(rows)).fill((rows * first.train) / shared.tasks(rows))] : []),
    blocks.map((count) => count * inTrain),
    updates,
  ];
  const moved = layers.reduce(
    (sum, { parameter, shared }) => sum + (parameter && !shared ? parameter.bias / 16 : 0),
    0,
  );
  const alone = NS.batch + NS.row * rows + NS.line * moved * (1 - 1 / threads);
  return phases.reduce((sum, tasks) => sum + together(tasks, threads), alone);
}

/** How many of the threads that are to be had a run gains by, as the model has it. Its weights are the same with any number. */
export function usefulThreads(config: RunConfig, sizes: Sizes, most: number): number {
  if (most === 1) return 1;
  let [best, time] = [1, batchTime(config, sizes, 1)];
  // The tasks are the same for any number of threads above one, and large pictures take a while to lay out.
  const shared = laidOut(config, sizes, most);
  for (let threads = 2; threads <= most; threads++) {
    const next = timeOf(shared, config, sizes, threads);
    // One more is worth it where it gains some percent.
    if (next < 0.95 * time) [best, time] = [threads, next];
  }
  return best;
}

/** Time of a row in the train phase, and in the gradient of the update phase. */
function rowTime(
  { entries, quads }: Layout,
  { parameter, shape }: Layer,
  before: Layer | undefined,
): { train: number; gradient: number } {
  const pixels = shape.height * shape.width;
  const outputs = pixels * shape.channels;
  if (!parameter) return { train: NS.output * outputs, gradient: 0 };
  const products = parameter.rows * parameter.columns * pixels;
  if (!before && quads) return { train: NS.quads * products, gradient: NS.quadsGradient * products };
  if (!before && entries) return { train: NS.sparse * products, gradient: NS.sparseGradient * products };
  if (pixels > 1) return { train: (NS.convolution + NS.convolutionBack) * products + NS.pixel * outputs, gradient: 0 };
  return {
    train: NS.product * products * (before?.delta ? 2 : 1) + NS.output * outputs,
    gradient: NS.product * products,
  };
}

const step = ({ optimiser }: RunConfig, { parameter }: Layer): number =>
  parameter ? NS[optimiser.id] * parameter.rows * parameter.columns : 0;

/** Time of a phase whose tasks are shared out: the longest first, each to the thread that has least to do. */
function together(tasks: readonly number[], threads: number): number {
  const all = tasks.reduce((sum, time) => sum + time, 0);
  if (threads === 1) return all;
  const loads = new Float64Array(threads);
  for (const time of [...tasks].sort((a, b) => b - a)) loads[loads.indexOf(Math.min(...loads))] += time;
  return Math.max(...loads) + NS.meeting * threads + NS.task * tasks.length;
}
