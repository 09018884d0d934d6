import { rowsAt, type Builder, type Layer } from './layer.js';

/** Greatest of each window of `size` by `size`; its output is a row of the batch where a dense layer follows. */
export function maxPoolLayer(builder: Builder, before: Layer, size: number, perThread: boolean): Layer {
  const { height, width, channels, stride } = before.shape;
  const shape = { height: Math.floor(height / size), width: Math.floor(width / size), channels, stride };
  const length = shape.height * shape.width * stride;
  const rows = (local: boolean): Layer['output'] => (local ? builder.threadRows(length) : builder.batchRows(length));
  const output = rows(perThread);
  const delta = before.delta ? rows(true) : null;
  return {
    shape,
    output,
    delta,
    parameter: null,
    tasks: 0,
    forward(site) {
      for (let i = 0; i < site.count; i++)
        site.kernel.maxPool(rowsAt(before.output, site, i), height, width, stride, size, rowsAt(output, site, i));
    },
    backward(site) {
      if (!delta || !before.delta) return;
      for (let i = 0; i < site.count; i++) {
        const [a, c] = [rowsAt(before.output, site, i), rowsAt(output, site, i)];
        const [d, to] = [rowsAt(delta, site, i), rowsAt(before.delta, site, i)];
        site.kernel.maxPoolBackward(a, height, width, stride, size, c, d, to);
      }
    },
    update: () => 0,
  };
}
