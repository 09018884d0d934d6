import type { Kernel } from '../../kernels/kernel.js';
import type { Space } from '../../kernels/memory.js';

/** What flows between layers: channels lie next to one another, `stride` apart from pixel to pixel. */
export interface Shape {
  height: number;
  width: number;
  channels: number;
  stride: number;
}

/** Elements of one row of this shape that a following layer reads, what pads the channels included. */
export function rowLength({ height, width, channels, stride }: Shape): number {
  return height * width === 1 ? channels : height * width * stride;
}

/** Rows of reals, one an image: of the whole batch, or of one thread's block where `perThread` is not 0. */
export interface Rows {
  pointer: number;
  /** Elements from row to row. */
  stride: number;
  /** Bytes from thread to thread. */
  perThread: number;
}

/** Where work is done: which thread does it, and on which rows of the batch. */
export interface Site {
  kernel: Kernel;
  thread: number;
  from: number;
  count: number;
}

/** Where the weights of a layer lie, in elements from the first of them. */
export interface Place {
  /** Where that of an input and an output lies. */
  place: (row: number, column: number) => number;
  /** Where the bias is, behind them all. */
  bias: number;
}

/** Weights `[rows, columns]` and their bias, by their place in the parameters of the network. */
export interface Parameter extends Place {
  /** Elements, and bytes, from the start of all parameters. */
  at: number;
  offset: number;
  rows: number;
  columns: number;
  /** Elements of the bias, and, unless a layer has them lie otherwise, of the weights of one input. */
  ld: number;
  /** Whether a row belongs to an input that exists, and not to the padding of its channels. */
  exists: (row: number) => boolean;
  fanIn: number;
  fanOut: number;
}

/** Takes one step on `count` weights at `w`, whose summed gradient is at `g`; gives the sum of their squares before. */
export type Optimise = (w: number, g: number, count: number, decays: boolean) => number;

/** One layer: forward and backward run on a block of rows, updates on a part of the weights. */
export interface Layer {
  readonly shape: Shape;
  readonly output: Rows;
  /** Derivative of the loss by the output; null where nothing needs it. */
  readonly delta: Rows | null;
  readonly parameter: Parameter | null;
  /** How many parts an update has; no two touch the same weight. */
  readonly tasks: number;
  forward(site: Site): void;
  /** Turns the delta of its output into that of the layer before. */
  backward(site: Site): void;
  /** Part `task` of the update after a batch of `rows`; gives the sum of squares of the weights that decay. */
  update(site: Site, task: number, rows: number, optimise: Optimise): number;
  /** What is left of an update when its tasks are done, for one thread to do; gives the squares, as they do. */
  finish?(optimise: Optimise): number;
  /**
   * The way forward of a batch where its tasks share out the outputs, so that each thread finds the weights that it wrote in
   * its nearest memory. Task t of it, and of an update, is for outputs that depend on t modulo their number of shares.
   */
  readonly shared?: {
    tasks: (rows: number) => number;
    /** A task of it, over the rows of the site: the sums. */
    forward: (site: Site, task: number) => void;
    /** What comes after all of them, on a block of rows. */
    activate: (site: Site) => void;
  };
  /** Makes anew what it keeps of its weights in another form, after they were set from outside. */
  refresh?(site: Site): void;
}

/** What layers are built with: they take their memory from it. */
export interface Builder {
  space: Space;
  realBytes: number;
  /** Most rows in a batch, and in the block that a thread works on at a time. */
  rowCapacity: number;
  blockRows: number;
  /** Whether the objective has the sum of the squares of the weights in it, in their order. */
  hasPenalty: boolean;
  /** Pointer to all parameters; known when all layers are there. */
  base: { pointer: number };
  parameter(
    rows: number,
    columns: number,
    ld: number,
    exists: (row: number) => boolean,
    fanIn: number,
    fanOut: number,
    place?: Place,
  ): Parameter;
  /** Offsets of `count` rows that begin at `at(i)` elements. */
  table(count: number, at: (i: number) => number): number;
  batchRows(stride: number): Rows;
  threadRows(stride: number): Rows;
  /** Reals of each thread's own, at `pointer + thread * perThread`. */
  scratch(length: number): Rows;
}

/** Pointer to the first row of a site, or to another of its rows. */
export function rowsAt({ pointer, stride, perThread }: Rows, { kernel, thread, from }: Site, row = 0): number {
  const { realBytes } = kernel.memory;
  return perThread
    ? pointer + thread * perThread + row * stride * realBytes
    : pointer + (from + row) * stride * realBytes;
}

/** Applies an activation to rows and keeps what pads them at zero. */
export function activateRows(site: Site, code: number, rows: Rows, pixels: number, channels: number): void {
  const at = rowsAt(rows, site);
  site.kernel.activate(code, at, site.count * rows.stride);
  const { real, realBytes } = site.kernel.memory;
  const stride = rows.stride / pixels;
  if (code !== 2 || stride === channels) return;
  const first = at / realBytes;
  for (let i = 0; i < site.count * pixels; i++) real.fill(0, first + i * stride + channels, first + (i + 1) * stride);
}
