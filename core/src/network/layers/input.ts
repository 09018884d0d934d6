import { type Builder, type Layer, rowsAt, type Shape, type Site } from './layer.js';

/** Where the features of all images lie, and the list of those in the batch. */
interface Source {
  /** Bytes are looked up in `table`; reals are taken as they stand. */
  bytes: boolean;
  pointer: number;
  table: number;
  /** 32-bit image numbers of the batch. */
  order: number;
}

/** Turns the images of a batch into rows of reals. */
export function inputLayer(builder: Builder, source: Source, shape: Shape, perThread: boolean): Layer {
  const length = shape.height * shape.width * shape.channels;
  const stride = (length + 3) & ~3;
  const output = perThread ? builder.threadRows(stride) : builder.batchRows(stride);
  return {
    shape,
    output,
    delta: null,
    parameter: null,
    tasks: 0,
    forward(site) {
      const order = source.order + site.from * 4;
      const to = rowsAt(output, site);
      if (source.bytes) site.kernel.gather(site.count, order, source.pointer, length, source.table, to, stride);
      else copyRows(site, source.pointer, order, length, to, stride);
    },
    backward() {},
    update: () => 0,
  };
}

function copyRows(
  { kernel, count }: Site,
  source: number,
  order: number,
  length: number,
  to: number,
  stride: number,
): void {
  const { real, ints, realBytes } = kernel.memory;
  for (let i = 0; i < count; i++) {
    const from = source / realBytes + ints[order / 4 + i] * length;
    real.copyWithin(to / realBytes + i * stride, from, from + length);
  }
}
