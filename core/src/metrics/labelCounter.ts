import { openModule } from '../kernels/module.js';
import type { NumericArray } from '../tensor/tensor.js';

type Global = { value: number };
interface Exports extends Record<'labelChunk' | 'source' | 'cells', Global> {
  memory: { buffer: ArrayBuffer };
  pack(kind: number, side: number, count: number): void;
  count(many: number): number;
  clear(): void;
  sum(): void;
}

/** Labels whose pairs are counted in WebAssembly are below this. */
const CLASSES = 64;
/** How the assembly calls double precision and single precision; whole numbers by their bytes. */
const [DOUBLE, SINGLE] = [9, 5];

/** Counts pairs of labels in WebAssembly, for `confusionMatrix`, which without one does it in TypeScript. */
export class LabelCounter {
  private readonly bytes: Uint8Array;
  private readonly cells: Uint32Array;

  private constructor(private readonly exports: Exports) {
    const { memory, source, cells, labelChunk } = exports;
    this.bytes = new Uint8Array(memory.buffer, source.value, labelChunk.value * 8);
    this.cells = new Uint32Array(memory.buffer, cells.value, CLASSES * CLASSES);
  }

  /**
   * Makes a counter of `numbers.wasm` for the thread that calls.
   * Throws `data` where the bytes are no module that this host can run.
   */
  static open(code: Uint8Array): LabelCounter {
    return new LabelCounter(openModule<Exports>(code));
  }

  /** How often each pair occurs, `counts[actual * 64 + predicted]`; null where a label is no whole number below 64. */
  count(actual: NumericArray, predicted: NumericArray): Uint32Array | null {
    const { exports, cells } = this;
    const chunk = exports.labelChunk.value;
    exports.clear();
    for (let from = 0; from < actual.length; from += chunk) {
      const to = Math.min(from + chunk, actual.length);
      this.pack(actual, 0, from, to);
      this.pack(predicted, 1, from, to);
      if (!exports.count(sixteens(to - from))) return null;
    }
    exports.sum();
    const counts = cells.slice();
    // What fills the last sixteen is 0 on both sides.
    counts[0] -= sixteens(actual.length) - actual.length;
    return counts;
  }

  private pack(labels: NumericArray, side: number, from: number, to: number): void {
    const { BYTES_PER_ELEMENT: each, byteOffset, buffer } = labels;
    const many = to - from;
    this.bytes.set(new Uint8Array(buffer, byteOffset + from * each, many * each));
    this.bytes.fill(0, many * each, sixteens(many) * each);
    const kind = labels instanceof Float64Array ? DOUBLE : labels instanceof Float32Array ? SINGLE : each;
    this.exports.pack(kind, side, sixteens(many));
  }
}

/** The next multiple of 16. */
const sixteens = (count: number): number => (count + 15) & ~15;
