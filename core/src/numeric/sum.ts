/**
 * A running sum that keeps what rounding drops (Neumaier), so that a million terms lose no more than a few.
 * An infinite or overflowing sum stays infinite.
 */
export class CompensatedSum {
  private total = 0;
  private lost = 0;

  add(term: number): void {
    const next = this.total + term;
    this.lost += Math.abs(this.total) >= Math.abs(term) ? this.total - next + term : term - next + this.total;
    this.total = next;
  }

  get value(): number {
    return Number.isFinite(this.total) ? this.total + this.lost : this.total;
  }
}

/**
 * The compensated sum of `count` numbers from `start`, every `stride`-th.
 * @example sum([1e16, 1, -1e16]) // 1
 */
export function sum(values: ArrayLike<number>, start = 0, count = values.length - start, stride = 1): number {
  let total = 0;
  let lost = 0;
  for (let i = 0, at = start; i < count; i++, at += stride) {
    const term = values[at];
    const next = total + term;
    lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}
