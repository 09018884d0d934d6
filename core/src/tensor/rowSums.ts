/** The rows along the last axis, seen as distributions. */
export interface RowDescription {
  count: number;
  length: number;
  /** Rows of finite, non-negative numbers whose sum is 1 within the tolerance. */
  distributions: number;
  /** The row that misses 1 by most, its sum and by how much; a row with no finite sum misses by `Infinity`. */
  worstRow: number;
  worstSum: number;
  worstMiss: number;
}

/** Sums of the rows, which may begin and end in any block. */
export class RowSums {
  private filled = 0;
  private total = 0;
  private lost = 0;
  private valid = true;
  private count = 0;
  private distributions = 0;
  private worstRow = 0;
  private worstSum = 0;
  private worstMiss = -1;

  constructor(
    private readonly length: number,
    private readonly tolerance: number,
  ) {}

  add(values: Float64Array, size: number): void {
    const { length } = this;
    let { filled, total, lost, valid } = this;
    for (let i = 0; i < size; i++) {
      const value = values[i];
      const next = total + value;
      lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
      total = next;
      if (!(value >= 0)) valid = false;
      if (++filled === length) {
        this.end(total - total === 0 ? total + lost : total, valid);
        filled = total = lost = 0;
        valid = true;
      }
    }
    this.filled = filled;
    this.total = total;
    this.lost = lost;
    this.valid = valid;
  }

  describe(): RowDescription {
    const { count, length, distributions, worstRow, worstSum, worstMiss } = this;
    return { count, length, distributions, worstRow, worstSum, worstMiss };
  }

  private end(sum: number, valid: boolean): void {
    const miss = sum - sum === 0 ? Math.abs(sum - 1) : Infinity;
    if (valid && miss <= this.tolerance) this.distributions++;
    if (miss > this.worstMiss) {
      this.worstMiss = miss;
      this.worstSum = sum;
      this.worstRow = this.count;
    }
    this.count++;
  }
}
