/** Numbers that lie side by side in one piece. */
const PIECE = 256;

/**
 * Single-precision numbers by place; a place that nothing was written to is NaN. It takes memory for the pieces that
 * something was written to, and none for the gaps between them.
 */
export class GrowableFloats {
  private readonly pieces = new Map<number, Float32Array>();
  private length = 0;

  /** One beyond the last place. */
  get size(): number {
    return this.length;
  }

  /** Places that it has memory for. */
  get room(): number {
    return this.pieces.size * PIECE;
  }

  write(at: number, values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) {
      const piece = Math.floor((at + i) / PIECE);
      let data = this.pieces.get(piece);
      if (!data) this.pieces.set(piece, (data = new Float32Array(PIECE).fill(NaN)));
      data[(at + i) % PIECE] = values[i];
    }
    this.length = Math.max(this.length, at + values.length);
  }

  /** Forgets what lies at `length` and beyond. */
  cut(length: number): void {
    for (const [piece, data] of this.pieces)
      if (piece * PIECE >= length) this.pieces.delete(piece);
      else data.fill(NaN, Math.min(PIECE, length - piece * PIECE));
    this.length = Math.min(this.length, length);
  }

  /** Each place that there is memory for, in rising order. */
  each(visit: (at: number, value: number) => void): void {
    for (const [piece, data] of [...this.pieces].sort(([a], [b]) => a - b))
      for (let i = 0; i < PIECE && piece * PIECE + i < this.length; i++) visit(piece * PIECE + i, data[i]);
  }

  copy(): Float32Array {
    const whole = new Float32Array(this.length).fill(NaN);
    for (const [piece, data] of this.pieces)
      whole.set(data.subarray(0, Math.min(PIECE, this.length - piece * PIECE)), piece * PIECE);
    return whole;
  }
}
