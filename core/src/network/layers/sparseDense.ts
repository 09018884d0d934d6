import type { SparseRows } from '../../kernels/kernel.js';
import { inLines, spread } from '../../kernels/memory.js';
import { updateBias } from './dense.js';
import { activateRows, rowsAt, type Builder, type Layer, type Site } from './layer.js';

/** The nonzero pixels of all images, and the list of the images in the batch. */
interface SparseSource {
  images: SparseRows;
  table: number;
  order: number;
}

/** Outputs that the kernels work on at a time: eight vectors, which are two lines of the processor's nearest memory. */
const SHARE = 32;
/** Blocks of rows that a task of the way forward takes, where outputs are shared out. */
const SHARED_BLOCKS = 4;

/** Pixels in each part of an image, of which an update task takes one. */
export function partWidth(features: number, parts: number): number {
  return Math.ceil(features / parts);
}

/**
 * A dense layer on byte images, which leaves out every zero pixel: the sums are those of the full product, since
 * adding 0 * w changes none.
 */
export function sparseDenseLayer(
  builder: Builder,
  source: SparseSource,
  features: number,
  width: number,
  code: number | null,
): Layer {
  /** What the outputs of a wide layer are dealt into; with a penalty all weights stay together, in their order. */
  const shares = builder.hasPenalty ? 1 : Math.max(1, Math.floor(width / SHARE));
  const ld = spread(width);
  const countOf = (share: number): number => (share === shares - 1 ? width - share * SHARE : SHARE);
  /** From the weights of one input to those of the next, in a share. */
  const strideOf = (share: number): number => (shares > 1 ? inLines(countOf(share)) : ld);
  const shareOf = (output: number): number => Math.min(shares - 1, Math.floor(output / SHARE));
  /** Where the weights of a share begin, which lie together. */
  const startOf = (share: number): number => share * SHARE * features;
  const parameter = builder.parameter(features, width, ld, () => true, features, width, {
    place: (row, column) => {
      const share = shareOf(column);
      return startOf(share) + row * strideOf(share) + column - share * SHARE;
    },
    bias: startOf(shares - 1) + features * strideOf(shares - 1),
  });
  const output = builder.batchRows(ld);
  const delta = builder.batchRows(ld);
  const { images, table } = source;
  const height = partWidth(features, images.parts);
  const gradient = builder.scratch(height * ld);
  const work = builder.scratch(height * 32);
  const { realBytes, base, blockRows } = builder;
  const tasks = images.parts * shares;
  const weights = (share: number): number => base.pointer + parameter.offset + startOf(share) * realBytes;
  /** The sums of a share's outputs for the rows of a site. */
  const sum = (site: Site, share: number): void => {
    const [n, at] = [countOf(share), share * SHARE * realBytes];
    const bias = base.pointer + parameter.offset + parameter.bias * realBytes + at;
    const [order, to] = [source.order + site.from * 4, rowsAt(output, site) + at];
    site.kernel.sparse(site.count, order, images, table, weights(share), strideOf(share), bias, to, ld, n);
  };
  const activate = (site: Site): void => {
    if (code !== null) activateRows(site, code, output, 1, width);
  };

  return {
    shape: { height: 1, width: 1, channels: width, stride: ld },
    output,
    delta,
    parameter,
    tasks: tasks + 1,
    forward(site) {
      for (let share = 0; share < shares; share++) sum(site, share);
      activate(site);
    },
    ...(shares > 1 && {
      shared: {
        tasks: (rows) => Math.ceil(rows / blockRows / SHARED_BLOCKS) * shares,
        forward: (site, task) => {
          const from = Math.floor(task / shares) * SHARED_BLOCKS * blockRows;
          const count = Math.min(SHARED_BLOCKS * blockRows, site.count - from);
          sum({ ...site, from, count }, task % shares);
        },
        activate,
      },
    }),
    backward(site) {
      if (code === null) return;
      site.kernel.activateBackward(code, rowsAt(output, site), rowsAt(delta, site), site.count * ld);
    },
    update({ kernel, thread }, task, rows, optimise) {
      const g = gradient.pointer + thread * gradient.perThread;
      if (task === tasks) return updateBias(builder, kernel, parameter, rows, delta, g, optimise);
      const [part, share] = [Math.floor(task / shares), task % shares];
      const first = part * height;
      const count = Math.max(0, Math.min(height, features - first));
      const room = work.pointer + thread * work.perThread;
      const [n, stride] = [countOf(share), strideOf(share)];
      const d = delta.pointer + share * SHARE * realBytes;
      kernel.sparseTransposed(rows, source.order, images, table, part, first, count, d, ld, g, stride, n, room);
      return optimise(weights(share) + first * stride * realBytes, g, count * stride, true);
    },
  };
}
