import { activationCodes } from '../../kernels/kernel.js';
import { inLines } from '../../kernels/memory.js';
import { rowsAt, type Builder, type Layer } from './layer.js';

/** Whether the greatest of some activated numbers is the activation of the greatest, to the bit, the first of equals too. */
export const commutesWithMax = (code: number): boolean => code === activationCodes.relu;

/**
 * Greatest of each window of `size` by `size`; its output is a row of the batch where a dense layer follows. `code` is the
 * activation of the convolution before it: its derivative is that of the greatest.
 */
export function maxPoolLayer(
  builder: Builder,
  before: Layer,
  size: number,
  perThread: boolean,
  code: number | null,
): Layer {
  const { height, width, channels, stride } = before.shape;
  const shape = { height: Math.floor(height / size), width: Math.floor(width / size), channels, stride };
  const length = inLines(shape.height * shape.width * stride);
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
      if (code !== null && commutesWithMax(code))
        site.kernel.activate(code, rowsAt(output, site), site.count * output.stride);
    },
    backward(site) {
      if (!delta || !before.delta) return;
      if (code !== null)
        site.kernel.activateBackward(code, rowsAt(output, site), rowsAt(delta, site), site.count * output.stride);
      for (let i = 0; i < site.count; i++) {
        const [a, c] = [rowsAt(before.output, site, i), rowsAt(output, site, i)];
        const [d, to] = [rowsAt(delta, site, i), rowsAt(before.delta, site, i)];
        site.kernel.maxPoolBackward(a, height, width, stride, size, c, d, to);
      }
    },
    update: () => 0,
  };
}
