import { convolveRoom, transposedRoom } from '../../kernels/kernel.js';
import { padded } from '../../kernels/memory.js';
import { commutesWithMax } from './maxPool.js';
import { activateRows, rowsAt, type Builder, type Layer, type Site } from './layer.js';

/**
 * Convolution without padding, stride 1, of windows of `size` by `size`; weights `[size * size * channels in, out]`. Zeros
 * are left out of sums, which are the same without them: most pixels of a grey image are zero, and most derivatives behind
 * a pool, each window of which lets one through. A layer that is pooled leaves its activation to the pool, which has fewer
 * numbers.
 */
export function convolutionLayer(
  builder: Builder,
  before: Layer,
  size: number,
  channels: number,
  code: number,
  perThread: boolean,
  isPooled: boolean,
): Layer {
  const { shape: input } = before;
  const [height, width] = [input.height - size + 1, input.width - size + 1];
  const pixels = height * width;
  const ld = padded(channels);
  /** A window is `size` runs of so many elements, a row of the input apart. */
  const run = size * input.stride;
  const step = input.width * input.stride;
  const k = size * run;
  const exists = (row: number): boolean => row % input.stride < input.channels;
  const parameter = builder.parameter(k, channels, ld, exists, size * size * input.channels, size * size * channels);
  const output = perThread ? builder.threadRows(pixels * ld) : builder.batchRows(pixels * ld);
  const delta = builder.threadRows(pixels * ld);
  const windows = builder.table(pixels, (p) => (Math.floor(p / width) * input.width + (p % width)) * input.stride);
  const outputs = builder.table(pixels, (p) => p * ld);
  const { realBytes, base, blockRows, rowCapacity, space } = builder;
  /** One gradient a block, weights and bias: they are summed in the order of the blocks. */
  const length = (k + 1) * ld;
  const partial = space.take(Math.ceil(rowCapacity / blockRows) * length * realBytes);
  const gradient = builder.scratch(length);
  const isGrey = input.stride === 1;
  const work = builder.scratch(
    isGrey ? convolveRoom(input.height, input.width, size, ld) : transposedRoom(pixels, size, run),
  );
  const turned = before.delta ? { pointer: space.take(channels * padded(k) * realBytes), ld: padded(k) } : null;

  const weights = (): number => base.pointer + parameter.offset;
  const propagate = ({ kernel }: Site, from: number, to: number): void => {
    const { real } = kernel.memory;
    real.fill(0, to / realBytes, to / realBytes + input.height * step);
    const { pointer, ld } = turned!;
    if (input.stride % 8 === 0) {
      kernel.multiplySparse(pixels, run, size, channels, from, outputs, pointer, ld, to, windows, step);
      return;
    }
    for (let y = 0; y < size; y++) {
      const [w, row] = [pointer + y * run * realBytes, to + y * step * realBytes];
      kernel.multiply(pixels, run, 1, channels, from, outputs, 0, w, ld, 0, row, windows, true);
    }
  };

  return {
    shape: { height, width, channels, stride: ld },
    output,
    delta,
    parameter,
    tasks: 1,
    forward(site) {
      const { kernel, thread, count } = site;
      const w = weights();
      const bias = w + k * ld * realBytes;
      const room = work.pointer + thread * work.perThread;
      for (let i = 0; i < count; i++) {
        const [from, to] = [rowsAt(before.output, site, i), rowsAt(output, site, i)];
        if (!isGrey || !kernel.convolveSparse(input.height, input.width, size, from, w, ld, bias, to, room))
          kernel.multiply(pixels, channels, size, run, from, windows, step, w, ld, bias, to, outputs, false);
      }
      if (!isPooled || !commutesWithMax(code)) activateRows(site, code, output, pixels, channels);
    },
    backward(site) {
      const { kernel, thread, count } = site;
      const room = work.pointer + thread * work.perThread;
      const at = rowsAt(delta, site);
      if (!isPooled) kernel.activateBackward(code, rowsAt(output, site), at, count * output.stride);
      const part = partial + Math.floor(site.from / blockRows) * length * realBytes;
      for (let i = 0; i < count; i++) {
        const [from, d] = [rowsAt(before.output, site, i), rowsAt(delta, site, i)];
        const add = i > 0;
        if (!isGrey)
          kernel.multiplyTransposedSparse(pixels, channels, size, run, from, windows, step, d, ld, part, ld, add, room);
        else if (!kernel.convolveSparseTransposed(input.height, input.width, size, from, d, ld, part, add, room))
          kernel.multiplyTransposed(pixels, channels, size, run, from, windows, step, d, ld, part, ld, add);
        if (turned) propagate(site, d, rowsAt(before.delta!, site, i));
      }
      kernel.columnSums(count * pixels, channels, at, ld, part + k * ld * realBytes, false);
    },
    update({ kernel, thread }, _task, rows, optimise) {
      const g = gradient.pointer + thread * gradient.perThread;
      kernel.columnSums(Math.ceil(rows / blockRows), length, partial, length, g, false);
      const w = weights();
      const squares = optimise(w, g, k * ld, true);
      optimise(w + k * ld * realBytes, g + k * ld * realBytes, ld, false);
      if (turned) kernel.transpose(k, channels, w, ld, turned.pointer, turned.ld);
      return squares;
    },
    refresh({ kernel }) {
      if (turned) kernel.transpose(k, channels, weights(), ld, turned.pointer, turned.ld);
    },
  };
}
