import type { SparseRows } from '../../kernels/kernel.js';
import { spread } from '../../kernels/memory.js';
import { updateBias } from './dense.js';
import { activateRows, rowsAt, type Builder, type Layer } from './layer.js';

/** The nonzero pixels of all images, and the list of the images in the batch. */
interface SparseSource {
  images: SparseRows;
  table: number;
  order: number;
}

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
  const ld = spread(width);
  const parameter = builder.parameter(features, width, ld, () => true, features, width);
  const output = builder.batchRows(ld);
  const delta = builder.batchRows(ld);
  const { images, table } = source;
  const height = partWidth(features, images.parts);
  const gradient = builder.scratch(height * ld);
  const work = builder.scratch(height * 32);
  const { realBytes, base } = builder;

  return {
    shape: { height: 1, width: 1, channels: width, stride: ld },
    output,
    delta,
    parameter,
    tasks: images.parts + 1,
    forward(site) {
      const w = base.pointer + parameter.offset;
      const bias = w + features * ld * realBytes;
      const order = source.order + site.from * 4;
      site.kernel.sparse(site.count, order, images, table, w, ld, bias, rowsAt(output, site), ld, width);
      if (code !== null) activateRows(site, code, output, 1, width);
    },
    backward(site) {
      if (code === null) return;
      site.kernel.activateBackward(code, rowsAt(output, site), rowsAt(delta, site), site.count * ld);
    },
    update({ kernel, thread }, task, rows, optimise) {
      const g = gradient.pointer + thread * gradient.perThread;
      if (task === images.parts) return updateBias(builder, kernel, parameter, rows, delta, g, optimise);
      const first = task * height;
      const count = Math.max(0, Math.min(height, features - first));
      const room = work.pointer + thread * work.perThread;
      const d = delta.pointer;
      kernel.sparseTransposed(rows, source.order, images, table, task, first, count, d, ld, g, ld, width, room);
      return optimise(base.pointer + parameter.offset + first * ld * realBytes, g, count * ld, true);
    },
  };
}
