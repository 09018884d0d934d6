import type { Twofold } from './twofold.js';
import { unitFor } from './unit.js';

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
  return twofoldSum(values, start, count, stride).high;
}

/** The same with twice the digits. */
export function twofoldSum(values: ArrayLike<number>, start: number, count: number, stride: number): Twofold {
  let total = 0;
  let lost = 0;
  for (let i = 0, at = start; i < count; i++, at += stride) {
    const term = values[at];
    const next = total + term;
    lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    total = next;
  }
  const high = Number.isFinite(total) ? total + lost : total;
  return { high, low: total - high + lost };
}

/**
 * The sum of numbers over a divisor, which may be in reach where the sum alone is not.
 * @example meanOf([1e308, 1e308], 2) // 1e308
 */
export function meanOf(values: Float64Array, divisor: number): number {
  const total = sum(values);
  if (Number.isFinite(total)) return total / divisor;
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, Math.abs(value));
  if (greatest === Infinity) return total;
  const unit = unitFor(greatest);
  return (sum(values.map((value) => value / unit)) / divisor) * unit;
}
