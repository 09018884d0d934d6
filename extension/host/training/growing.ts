/** Single-precision numbers by place, growing by doubling; a place that nothing was written to is NaN. */
export class Growing {
  private data = new Float32Array(0);
  private length = 0;

  get size(): number {
    return this.length;
  }

  write(at: number, values: ArrayLike<number>): void {
    const end = at + values.length;
    if (end > this.data.length) {
      const larger = new Float32Array(Math.max(1024, 2 * end)).fill(NaN);
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }
    this.data.set(values, at);
    this.length = Math.max(this.length, end);
  }

  /** Forgets what lies at `length` and beyond. */
  cut(length: number): void {
    this.data.fill(NaN, length, this.length);
    this.length = Math.min(this.length, length);
  }

  copy(): Float32Array {
    return this.data.slice(0, this.length);
  }
}
