import { openModule } from '../kernels/module.js';
import type { Source } from './source.js';

type Global = { value: number };
interface Exports extends Record<'input' | 'values' | 'steps' | 'blockStarts' | 'state' | 'chunk', Global> {
  memory: { buffer: ArrayBuffer };
  scan(at: number, room: number, last: number, rowFirst: number, rowLength: number, phase: number): number;
}

/** Turns text into UTF-8, as the `TextEncoder` of every host does. */
export interface TextWriter {
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number };
}

/** So few bytes left of a piece that a number could be cut off at its end. */
const MARGIN = 64;

/**
 * Reads runs of plain numbers in WebAssembly, for `parseTensor`, which without one does it in TypeScript. It reads one
 * text at a time, in pieces that it copies to its memory.
 */
export class NumberScanner {
  /** The elements of the last run, and where each begins, as the distance from the one before. */
  readonly values: Float64Array;
  readonly steps: Uint8Array;
  /** Of the last run: its length, the start of its last number, the first element of the last row and its bracket. */
  readonly state: Int32Array;
  private readonly blockStarts: Int32Array;
  private readonly input: Uint8Array;
  private source: Source = '';
  private from = 0;
  private to = 0;
  private isAscii = true;

  private constructor(
    private readonly exports: Exports,
    private readonly writer: TextWriter,
  ) {
    const { memory, input, values, steps, blockStarts, state, chunk } = exports;
    this.input = new Uint8Array(memory.buffer, input.value, chunk.value + MARGIN);
    this.values = new Float64Array(memory.buffer, values.value, chunk.value / 2);
    this.steps = new Uint8Array(memory.buffer, steps.value, chunk.value / 2);
    this.blockStarts = new Int32Array(memory.buffer, blockStarts.value, 65);
    this.state = new Int32Array(memory.buffer, state.value, 4);
  }

  /**
   * Makes a scanner of `numbers.wasm` for the thread that calls; `writer` is the host's `TextEncoder`.
   * Throws `data` where the bytes are no module that this host can run.
   */
  static open(code: Uint8Array, writer: TextWriter): NumberScanner {
    return new NumberScanner(openModule<Exports>(code), writer);
  }

  /** Has the text at `at` in memory, or tells that it can't be: what is near is not ASCII. */
  reach(source: Source, at: number): boolean {
    const isInside = source === this.source && at >= this.from && at < this.to;
    if (!isInside || (at > this.to - MARGIN && this.to < source.length)) this.load(source, at);
    return this.isAscii;
  }

  /** Reads from an offset on, as the assembly's `scan` tells, with every offset one of the text. */
  scan(at: number, room: number, last: number, rowFirst: number, rowLength: number, phase: number): number {
    const { exports, state, values, from } = this;
    const end = exports.scan(at - from, Math.min(room, values.length), last - from, rowFirst, rowLength, phase) + from;
    state[1] += from;
    state[3] += from;
    return end;
  }

  /** Where an element of the last run begins whose number among all is the `block`th that a block divides. */
  blockStart(block: number): number {
    return this.blockStarts[block] + this.from;
  }

  /** Lets go of the text. */
  release(): void {
    this.source = '';
    this.from = this.to = 0;
  }

  private load(source: Source, at: number): void {
    const { input, writer } = this;
    const length = Math.min(input.length - MARGIN, source.length - at);
    this.isAscii = true;
    if (typeof source === 'string') {
      const piece = source.slice(at, at + length);
      const { read, written } = writer.encodeInto(piece, input.subarray(0, length));
      this.isAscii = read === length && written === length;
    } else input.set(source.subarray(at, at + length));
    input.fill(0, length, length + MARGIN);
    this.source = source;
    this.from = at;
    this.to = at + length;
  }
}
