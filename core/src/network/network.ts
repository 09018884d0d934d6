import type { Kernel } from '../kernels/kernel.js';
import { lineBytes, lineReals } from '../kernels/memory.js';
import type { RunConfig } from './config.js';
import type { Layer, Optimise, Site } from './layers/layer.js';
import type { Layout } from './layout.js';
import { rowLoss } from './rowLoss.js';

/** Doubles of a line: each task's squares have one of their own. */
const lineDoubles = lineBytes / 8;

/**
 * What the threads do together: each phase is a number of tasks, and no two tasks write to the same place. `first` is the
 * way forward of a first layer whose outputs are shared out; a batch begins with it.
 */
export const phases = { train: 0, update: 1, evaluate: 2, first: 3 } as const;
export type Phase = (typeof phases)[keyof typeof phases];

/** What all tasks of a phase share; it lies in the memory, so that every thread sees it. */
export interface Terms {
  /** Rows in the batch. */
  rows: number;
  rate: number;
  divisor: number;
  l2: number;
}

/** A network at work on one thread: a layout and that thread's kernel. */
export class Network {
  private readonly lossOf: ReturnType<typeof rowLoss>;
  private readonly optimise: Optimise;
  private readonly terms: Float64Array;
  private readonly losses: Float64Array;
  private readonly squares: Float64Array;
  private readonly step = { rate: 0, divisor: 1, l2: 0 };

  constructor(
    config: RunConfig,
    readonly layout: Layout,
    readonly kernel: Kernel,
    private readonly thread: number,
    private readonly classes: number,
  ) {
    const { buffer, realBytes } = kernel.memory;
    this.terms = new Float64Array(buffer, layout.terms, 4);
    const blocks = layout.rowCapacity / layout.blockRows;
    this.losses = new Float64Array(buffer, layout.losses, blocks * lineReals);
    this.squares = new Float64Array(buffer, layout.squares, layout.updateTasks * lineDoubles);
    const weights = new Float64Array(buffer, layout.classWeights, classes);
    this.lossOf = rowLoss(config.loss, config.loss.classWeights === 'none' ? null : weights, classes);
    const { id, momentum, nesterov } = config.optimiser;
    const state = layout.length * realBytes;
    const { step } = this;
    const bias = { ...step };
    this.optimise = (w, g, count, decays) => {
      const used = decays ? step : Object.assign(bias, step, { l2: 0 });
      return id === 'sgd'
        ? kernel.sgd(w, g, w + state, count, used, momentum, nesterov)
        : kernel.adam(w, g, w + state, w + 2 * state, count, used);
    };
  }

  /** Tasks of a phase over a batch of so many rows. */
  tasks(phase: Phase, rows: number): number {
    const { blockRows, updateTasks, layers } = this.layout;
    if (phase === phases.first) return layers[0].shared?.tasks(rows) ?? 0;
    return phase === phases.update ? updateTasks : Math.ceil(rows / blockRows);
  }

  setTerms({ rows, rate, divisor, l2 }: Terms): void {
    this.terms.set([rows, rate, divisor, l2]);
  }

  /** Does one task of a phase. */
  run(phase: Phase, task: number): void {
    const { layout, kernel, thread } = this;
    const rows = this.terms[0];
    if (phase === phases.update) {
      this.readStep();
      this.squares[task * lineDoubles] = this.update(task, rows);
      return;
    }
    const { layers } = layout;
    const { shared } = layers[0];
    if (phase === phases.first) {
      shared!.forward({ kernel, thread, from: 0, count: rows }, task);
      return;
    }
    const from = task * layout.blockRows;
    const site = { kernel, thread, from, count: Math.min(layout.blockRows, rows - from) };
    if (phase === phases.train && shared) shared.activate(site);
    else layers[0].forward(site);
    for (let i = 1; i < layers.length; i++) layers[i].forward(site);
    this.compare(site);
    if (phase === phases.train) for (let i = layers.length - 1; i >= 0; i--) layers[i].backward(site);
  }

  /** Ends the update phase: what its tasks left over, whose squares go in the place of the layer's first task. */
  finishUpdate(): void {
    this.readStep();
    let task = 0;
    for (const layer of this.layout.layers) {
      if (layer.finish) this.squares[task * lineDoubles] = layer.finish(this.optimise);
      task += layer.tasks;
    }
  }

  /** Sum of the rows' losses, in the order of the rows. */
  lossSum(rows: number): number {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += this.losses[this.inBlock(i, lineReals)];
    return sum;
  }

  /** Sum of the squares of the weights before the last update, in the order of its tasks. */
  squareSum(): number {
    let sum = 0;
    for (let at = 0; at < this.squares.length; at += lineDoubles) sum += this.squares[at];
    return sum;
  }

  /** How many of the rows were read right. */
  hitCount(rows: number): number {
    const { bytes, ints } = this.kernel.memory;
    const { labels, order, predicted } = this.layout;
    let hits = 0;
    for (let i = 0; i < rows; i++)
      if (bytes[predicted + this.inBlock(i, lineBytes)] === bytes[labels + ints[order / 4 + i]]) hits++;
    return hits;
  }

  /** Copies the logits of the first rows, one after the other, and the class that each is read as. */
  readOut(rows: number, logits: Float32Array, predicted: Uint8Array, first: number): void {
    const { real, bytes, realBytes } = this.kernel.memory;
    const { output } = this.layout.layers.at(-1)!;
    for (let i = 0; i < rows; i++) {
      const from = output.pointer / realBytes + i * output.stride;
      logits.set(real.subarray(from, from + this.classes), (first + i) * this.classes);
      predicted[first + i] = bytes[this.layout.predicted + this.inBlock(i, lineBytes)]!;
    }
  }

  /** Brings what layers derive from the weights up to date, after they were set from outside. */
  refresh(): void {
    const site = { kernel: this.kernel, thread: this.thread, from: 0, count: 0 };
    for (const layer of this.layout.layers) layer.refresh?.(site);
  }

  /** Where a row of the batch stands where each block of rows has `room`. */
  private inBlock(row: number, room: number): number {
    const { blockRows } = this.layout;
    return Math.floor(row / blockRows) * room + (row % blockRows);
  }

  private readStep(): void {
    [this.step.rate, this.step.divisor, this.step.l2] = [this.terms[1], this.terms[2], this.terms[3]];
  }

  private update(task: number, rows: number): number {
    const site = { kernel: this.kernel, thread: this.thread, from: 0, count: rows };
    let left = task;
    for (const layer of this.layout.layers) {
      if (left < layer.tasks) return layer.update(site, left, rows, this.optimise);
      left -= layer.tasks;
    }
    return 0;
  }

  /** Softmax, loss and its gradient, row by row. */
  private compare({ from, count }: Site): void {
    const { layout, kernel, classes, losses, lossOf } = this;
    const { real, bytes, ints, realBytes } = kernel.memory;
    const { output, delta } = layout.layers.at(-1) as Layer & { delta: Layer['output'] };
    const p = output.pointer + from * output.stride * realBytes;
    const d = delta.pointer + from * delta.stride * realBytes;
    kernel.softmax(count, classes, p, output.stride, d);
    kernel.classify(count, classes, p, output.stride, layout.predicted + this.inBlock(from, lineBytes));
    const order = layout.order / 4;
    const first = this.inBlock(from, lineReals);
    for (let i = 0; i < count; i++) {
      const label = bytes[layout.labels + ints[order + from + i]];
      losses[first + i] = lossOf(real, d / realBytes + i * delta.stride, label);
    }
  }
}
