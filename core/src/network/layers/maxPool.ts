import { rowsAt, type Builder, type Layer } from './layer.js';

/** Greatest of each window of `size` by `size`; its output is a row of the batch where a dense layer follows. */
export function maxPoolLayer(builder: Builder, before: Layer, size: number, perThread: boolean): Layer {
  const { height, width, channels, stride } = before.shape;
  const shape = { height: Math.floor(height / size), width: Math.floor(width / size), channels, stride };
  const length = shape.height * shape.width * stride;
  const rows = (local: boolean): Layer['output'] => (local ? builder.threadRows(length) : builder.batchRows(length));
  const output = rows(perThread);
  const delta = before.delta ? rows(true) : null;
  const { realBytes } = builder;
  return {
    shape,
    output,
    delta,
    parameter: null,
    tasks: 0,
    forward(site) {
      const [from, to] = [rowsAt(before.output, site), rowsAt(output, site)];
      for (let i = 0; i < site.count; i++)
        site.kernel.maxPool(
          from + i * before.output.stride * realBytes,
          height,
          width,
          stride,
          size,
          to + i * output.stride * realBytes,
        );
    },
    backward(site) {
      if (!delta || !before.delta) return;
      const [a, c] = [rowsAt(before.output, site), rowsAt(output, site)];
      const [d, to] = [rowsAt(delta, site), rowsAt(before.delta, site)];
      for (let i = 0; i < site.count; i++)
        site.kernel.maxPoolBackward(
          a + i * before.output.stride * realBytes,
          height,
          width,
          stride,
          size,
          c + i * output.stride * realBytes,
          d + i * delta.stride * realBytes,
          to + i * before.delta.stride * realBytes,
        );
    },
    update: () => 0,
  };
}
