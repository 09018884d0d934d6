import { quadAt, quadRow, quadSize, type QuadRows } from '../../kernels/kernel.js';
import { spread } from '../../kernels/memory.js';
import { updateBias } from './dense.js';
import { activateRows, rowsAt, type Builder, type Layer } from './layer.js';

/**
 * A dense layer of few outputs on byte images, which leaves out zero pixels as `sparseDenseLayer` does, four neighbours
 * at a time. Its weights lie output by output, so that an output that ReLU cut off costs nothing on the way back. Its
 * update is one task: to share it out would take longer than to do it.
 */
export function narrowDenseLayer(
  builder: Builder,
  { images, order }: { images: QuadRows; order: number },
  features: number,
  width: number,
  code: number | null,
): Layer {
  const ld = spread(width);
  const size = quadSize(features, width);
  const parameter = builder.parameter(features, width, ld, () => true, features, width, {
    place: (row, column) => quadAt(row, width) + column * quadRow,
    bias: size,
  });
  const output = builder.batchRows(ld);
  const delta = builder.batchRows(ld);
  const gradient = builder.scratch(size);
  const work = builder.scratch(24);
  const { realBytes, base } = builder;

  return {
    shape: { height: 1, width: 1, channels: width, stride: ld },
    output,
    delta,
    parameter,
    tasks: 2,
    forward(site) {
      const w = base.pointer + parameter.offset;
      const bias = w + size * realBytes;
      site.kernel.quads(site.count, order + site.from * 4, images, w, bias, rowsAt(output, site), ld, width);
      if (code !== null) activateRows(site, code, output, 1, width);
    },
    backward(site) {
      if (code === null) return;
      site.kernel.activateBackward(code, rowsAt(output, site), rowsAt(delta, site), site.count * ld);
    },
    update({ kernel, thread }, task, rows, optimise) {
      const g = gradient.pointer + thread * gradient.perThread;
      if (task === 1) return updateBias(builder, kernel, parameter, rows, delta, g, optimise);
      const room = work.pointer + thread * work.perThread;
      kernel.quadsTransposed(rows, order, images, delta.pointer, ld, g, size, width, room);
      return optimise(base.pointer + parameter.offset, g, size, true);
    },
  };
}
