import { firstAbove } from '@surprisal/core';
import { linesOf, type Line } from './sealed.js';

/** Batches one after the other: the loss and the training accuracy of each. */
export interface Batches {
  /** Batches count from 1. */
  firstStep: number;
  loss: Float32Array;
  accuracy: Float32Array;
}

/** The most batches that a run writes, 120 MB of them; beyond these only the means of the epochs are written. */
const MOST = 2 ** 21;
/** Lines that are read before other work of the thread gets its turn. */
const TURN = 50_000;
/** Problems that are reported of a log. */
const MOST_PROBLEMS = 100;

/** The fewest digits that are read as the same number of single precision. */
export function shortest(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0';
  for (let digits = 6; ; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
}

/** One line for each batch; a batch that never came has no line. */
export function batchLines({ firstStep, loss, accuracy }: Batches): string[] {
  const lines: string[] = [];
  for (let i = 0; i < loss.length; i++)
    if (!Number.isNaN(accuracy[i]))
      lines.push(`{"step":${firstStep + i},"loss":${shortest(loss[i])},"accuracy":${shortest(accuracy[i])}}`);
  return lines;
}

/** Reads batches from lines; a batch that comes again replaces itself and all that came after it. */
export class BatchReader {
  readonly problems: string[] = [];
  private readonly steps: Float64Array;
  private readonly loss: Float32Array;
  private readonly accuracy: Float32Array;
  private length = 0;

  /** `bytes` is how long the lines are together; no step goes beyond `most`. */
  constructor(
    bytes: number,
    private readonly most: number,
  ) {
    // No line is shorter, not even one that another program wrote.
    const lines = Math.ceil(bytes / '{"step":1,"loss":1}\n'.length);
    this.steps = new Float64Array(lines);
    this.loss = new Float32Array(lines);
    this.accuracy = new Float32Array(lines);
  }

  /** Reads a file of them; a line that is wrong is left out, and named in `problems`. */
  async read(file: string, bytes: Uint8Array, last: boolean): Promise<void> {
    let line = 0;
    for (const each of linesOf(bytes)) {
      if (++line % TURN === 0) await new Promise((resolve) => setTimeout(resolve));
      const problem = this.addLine(each);
      if (problem && (each.ended || last) && this.problems.length < MOST_PROBLEMS)
        this.problems.push(`${file}, line ${line}: ${problem}.`);
    }
  }

  /** Forgets what came after a step. */
  cut(step: number): void {
    this.length = firstAbove(this.steps, step, this.length);
  }

  /** All that was read, in pieces without a gap. */
  pieces(): Batches[] {
    const { steps, loss, accuracy, length } = this;
    const pieces: Batches[] = [];
    for (let from = 0, to = 1; from < length; from = to++) {
      while (to < length && steps[to] === steps[to - 1] + 1) to++;
      pieces.push({ firstStep: steps[from], loss: loss.slice(from, to), accuracy: accuracy.slice(from, to) });
    }
    return pieces;
  }

  /** Adds the batch of a line, or gives what is wrong with it. */
  private addLine({ value, fits, problem, ended }: Line): string | undefined {
    if (problem !== undefined) return ended ? 'no JSON' : 'broken off';
    if (!fits) return 'its check sum does not fit';
    const { step, loss, accuracy } = value as Record<string, unknown>;
    if (!Number.isInteger(step) || Number(step) < 1 || Number(step) > this.most)
      return `step ${String(step)}; expected 1 to ${this.most}`;
    if (Number(accuracy) < 0 || Number(accuracy) > 1) return `accuracy ${String(accuracy)}; expected 0 to 1`;
    this.cut(Number(step) - 1);
    this.steps[this.length] = Number(step);
    this.loss[this.length] = Number(loss);
    this.accuracy[this.length++] = Number(accuracy);
    return undefined;
  }
}

/** Batches on their way to disk, each of them once, in order. */
export class BatchLog {
  private waiting: Batches[] = [];

  /** `last` is the step of the last batch that is on disk. */
  constructor(private last: number) {}

  /** Adds batches, but for those that were added before. */
  add({ firstStep, loss, accuracy }: Batches): void {
    const known = Math.max(0, this.last + 1 - firstStep);
    const room = Math.max(0, MOST + 1 - firstStep);
    if (known >= Math.min(loss.length, room)) return;
    const [news, read] = [loss.slice(known, room), accuracy.slice(known, room)];
    this.waiting.push({ firstStep: firstStep + known, loss: news, accuracy: read });
    this.last = firstStep + known + news.length - 1;
  }

  /** The batches that are not on disk yet, in order. */
  read(): readonly Batches[] {
    return [...this.waiting];
  }

  /** Forgets batches that are on disk now. */
  written(done: readonly Batches[]): void {
    this.waiting = this.waiting.filter((each) => !done.includes(each));
  }
}
