import { quadAt, quadRow, quadSize, type QuadRows } from '../../kernels/kernel.js';
import { spread } from '../../kernels/memory.js';
import { updateBias } from './dense.js';
import { activateRows, rowsAt, type Builder, type Layer } from './layer.js';

/**
 * A dense layer of few outputs on byte images, which leaves out zero pixels as `sparseDenseLayer` does, four neighbours
 * at a time. Its weights lie output by output, so that an output that ReLU cut off costs nothing on the way back. Threads
 * share out the sums of its gradient by its parts; the step is one, since a penalty sums the squares of all weights in order.
 */
export function narrowDenseLayer(
  builder: Builder,
  { images, order }: { images: QuadRows; order: number },
  features: number,
  width: number,
  code: number | null,
  isShared: boolean,
): Layer {
  const ld = spread(width);
  const size = quadSize(features, width);
  const parameter = builder.parameter(features, width, ld, () => true, features, width, {
    place: (row, column) => quadAt(row, width) + column * quadRow,
    bias: size,
  });
  const output = builder.batchRows(ld);
  const delta = builder.batchRows(ld);
  const gradient = builder.space.take(size * builder.realBytes);
  const tasks = isShared ? images.parts : 1;
  const work = builder.scratch(24);
  const { realBytes, base } = builder;

  return {
    shape: { height: 1, width: 1, channels: width, stride: ld },
    output,
    delta,
    parameter,
    tasks: tasks + 1,
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
      const room = work.pointer + thread * work.perThread;
      if (task === tasks) return updateBias(builder, kernel, parameter, rows, delta, room, optimise);
      const [first, last] = isShared ? [task, task + 1] : [0, images.parts];
      kernel.quadsTransposed(rows, order, images, first, last, delta.pointer, ld, gradient, width, room);
      return 0;
    },
    finish: (optimise) => optimise(base.pointer + parameter.offset, gradient, size, true),
  };
}
