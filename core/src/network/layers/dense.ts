import type { Kernel } from '../../kernels/kernel.js';
import { inLines, padded, spread } from '../../kernels/memory.js';
import {
  activateRows,
  rowLength,
  rowsAt,
  type Builder,
  type Layer,
  type Optimise,
  type Parameter,
  type Rows,
} from './layer.js';

/**
 * Rows of weights that one update task takes: enough to be worth it, few enough to share out, and whole lines of the turned
 * weights. With a penalty they are not rounded up to lines: the squares of the weights are summed task by task, and the sum
 * stays, to the bit, that of runs recorded before.
 */
function rowsPerTask(rows: number, width: number, hasPenalty: boolean): number {
  const length = padded(width);
  const ld = length % 64 === 0 ? length + 16 : length;
  const count = Math.min(Math.ceil(4096 / ld), Math.max(16, Math.ceil(rows / 8)));
  return hasPenalty ? count : inLines(count);
}

/** Every output joined to every input. `code` is its activation's, or null for the outputs of the network. */
export function denseLayer(builder: Builder, before: Layer, width: number, code: number | null): Layer {
  const { shape: input } = before;
  const k = rowLength(input);
  const ld = spread(width);
  const fanIn = input.height * input.width * input.channels;
  const exists = (row: number): boolean => row % input.stride < input.channels;
  const parameter = builder.parameter(k, width, ld, exists, fanIn, width);
  const output = builder.batchRows(ld);
  const delta = builder.batchRows(ld);
  const inputTable = builder.table(builder.rowCapacity, (i) => i * before.output.stride);
  const outputTable = builder.table(builder.blockRows, (i) => i * ld);
  const chunk = rowsPerTask(k, width, builder.hasPenalty);
  const gradient = builder.scratch(chunk * ld);
  const back = before.delta ? transposedWeights(builder, before.delta, k, width) : null;
  const chunks = Math.ceil(k / chunk);
  const { realBytes, base } = builder;

  return {
    shape: { height: 1, width: 1, channels: width, stride: ld },
    output,
    delta,
    parameter,
    tasks: chunks + 1,
    forward(site) {
      const w = base.pointer + parameter.offset;
      const bias = w + k * ld * realBytes;
      const from = rowsAt(before.output, site);
      const to = rowsAt(output, site);
      site.kernel.multiply(site.count, width, 1, k, from, inputTable, 0, w, ld, bias, to, outputTable, false);
      if (code !== null) activateRows(site, code, output, 1, width);
    },
    backward(site) {
      const at = rowsAt(delta, site);
      if (code !== null) site.kernel.activateBackward(code, rowsAt(output, site), at, site.count * ld);
      if (!back) return;
      const to = rowsAt(before.delta!, site);
      const { pointer: turned, ld: turnedLd, table } = back;
      site.kernel.multiply(site.count, k, 1, width, at, outputTable, 0, turned, turnedLd, 0, to, table, false);
    },
    update(site, task, rows, optimise) {
      const { kernel, thread } = site;
      const g = gradient.pointer + thread * gradient.perThread;
      if (task === chunks) return updateBias(builder, kernel, parameter, rows, delta, g, optimise);
      const first = task * chunk;
      const count = Math.min(chunk, k - first);
      const from = before.output.pointer + first * realBytes;
      kernel.multiplyTransposed(rows, width, 1, count, from, inputTable, 0, delta.pointer, ld, g, ld, false);
      const w = base.pointer + parameter.offset + first * ld * realBytes;
      const squares = optimise(w, g, count * ld, true);
      if (back) kernel.transpose(count, width, w, ld, back.pointer + first * realBytes, back.ld);
      return squares;
    },
    refresh(site) {
      const w = base.pointer + parameter.offset;
      if (back) site.kernel.transpose(k, width, w, ld, back.pointer, back.ld);
    },
  };
}

/** Memory for the weights turned round, as the way back reads them, and the offsets of the rows that it writes. */
function transposedWeights(
  builder: Builder,
  to: Rows,
  k: number,
  width: number,
): { pointer: number; ld: number; table: number } {
  const ld = spread(k);
  const pointer = builder.space.take(width * ld * builder.realBytes);
  return { pointer, ld, table: builder.table(builder.blockRows, (i) => i * to.stride) };
}

/** The last task of an update: the bias, whose gradient is the sum of the deltas, and which never decays. */
export function updateBias(
  { base, realBytes }: Builder,
  kernel: Kernel,
  { offset, columns, ld, bias }: Parameter,
  rows: number,
  delta: Rows,
  scratch: number,
  optimise: Optimise,
): number {
  kernel.columnSums(rows, columns, delta.pointer, ld, scratch, false);
  optimise(base.pointer + offset + bias * realBytes, scratch, columns, false);
  return 0;
}
