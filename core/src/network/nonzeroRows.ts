/** Values that are not zero, each with the row of a matrix that it is to be multiplied by: what is zero adds nothing. */
export class NonzeroRows {
  count = 0;
  private readonly values: Float64Array;
  private readonly rows: Int32Array;

  constructor(most: number) {
    this.values = new Float64Array(most);
    this.rows = new Int32Array(most);
  }

  clear(): void {
    this.count = 0;
  }

  /** Takes those of `count` values from `from` on, whose rows are `width` apart from `row` on. */
  take(values: Float64Array, from: number, count: number, row: number, width: number): void {
    let at = this.count;
    // Written in any case and kept where it is not zero, which takes no guess of what comes next.
    for (let k = 0; k < count; k++) {
      const value = values[from + k];
      this.values[at] = value;
      this.rows[at] = row + k * width;
      at += Number(value !== 0);
    }
    this.count = at;
  }

  /** `to[at + j] += value * matrix[row + j]` for j below `width`, one value after the other: four in one pass. */
  addTo(to: Float64Array, at: number, matrix: Float64Array, width: number): void {
    const { values, rows, count } = this;
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      const [v0, v1, v2, v3] = [values[i], values[i + 1], values[i + 2], values[i + 3]];
      const [r0, r1, r2, r3] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]];
      for (let j = 0; j < width; j++)
        to[at + j] = to[at + j] + v0 * matrix[r0 + j] + v1 * matrix[r1 + j] + v2 * matrix[r2 + j] + v3 * matrix[r3 + j];
    }
    for (; i < count; i++) {
      const [value, row] = [values[i], rows[i]];
      for (let j = 0; j < width; j++) to[at + j] = to[at + j] + value * matrix[row + j];
    }
  }
}
