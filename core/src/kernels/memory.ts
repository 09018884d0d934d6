/** Bytes of a line of memory, which processors hand one another whole. */
export const lineBytes = 64;
/** Reals of a line, or of two where they are doubles. */
export const lineReals = lineBytes / 4;

/** Lays out one block of memory: hands out pointers (byte offsets) before the block itself exists. 0 is no pointer. */
export class Space {
  private end = lineBytes;

  /** Bytes handed out so far. */
  get size(): number {
    return this.end;
  }

  /** A pointer to so many bytes, on lines of their own. */
  take(bytes: number): number {
    const pointer = this.end;
    this.end += Math.ceil(bytes / lineBytes) * lineBytes;
    return pointer;
  }
}

/** The block as its views: real numbers in the run's precision, bytes and 32-bit whole numbers. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  readonly real: Float32Array | Float64Array;
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  /** Bytes of a real number, 4 or 8. */
  readonly realBytes: number;
}

export function viewMemory(buffer: ArrayBufferLike, precision: 'single' | 'double'): Memory {
  const real = precision === 'single' ? new Float32Array(buffer) : new Float64Array(buffer);
  return {
    buffer,
    real,
    bytes: new Uint8Array(buffer),
    ints: new Int32Array(buffer),
    realBytes: real.BYTES_PER_ELEMENT,
  };
}

/** Row lengths are kept at multiples of four, so that a row starts on a vector. */
export function padded(count: number): number {
  return (count + 3) & ~3;
}

/** A number of reals in whole lines: what one thread writes shares none with another thread's. */
export const inLines = (count: number): number => Math.ceil(count / lineReals) * lineReals;

/**
 * The row length of a matrix: whole lines, and never a multiple of 64 reals, since rows a power of two apart would push one
 * another out of the processor's nearest memory.
 */
export function spread(count: number): number {
  const length = inLines(count);
  return length % 64 === 0 ? length + lineReals : length;
}
