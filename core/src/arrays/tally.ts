import { Moments } from '../tensor/moments.js';
import type { Elements } from './elements.js';

/** Counts, range and moments of numbers that are handed over in blocks. */
export class Tally {
  finite = 0;
  nan = 0;
  above = 0;
  below = 0;
  zeros = 0;
  negative = 0;
  min = Infinity;
  max = -Infinity;
  atMin = 0;
  atMax = 0;
  private sum = 0;

  constructor(private readonly moments = new Moments(1)) {}

  /** Takes numbers and gives the finite ones, moved to the front. */
  add(values: Float64Array, size: number): number {
    let { zeros, negative, min, max, atMin, atMax, sum } = this;
    let finite = 0;
    for (let i = 0; i < size; i++) {
      const value = values[i];
      if (value < 0) negative++;
      if (value - value !== 0) {
        if (value > 0) this.above++;
        else if (value < 0) this.below++;
        else this.nan++;
        continue;
      }
      values[finite++] = value;
      sum += value;
      if (value === 0) zeros++;
      if (value <= min) {
        atMin = value === min ? atMin + 1 : 1;
        min = value;
      }
      if (value >= max) {
        atMax = value === max ? atMax + 1 : 1;
        max = value;
      }
    }
    Object.assign(this, { zeros, negative, min, max, atMin, atMax, sum });
    this.finite += finite;
    this.moments.add(values, finite);
    return finite;
  }

  get mean(): number {
    return Math.min(this.max, Math.max(this.min, this.moments.mean));
  }

  /** Of whole numbers exact, up to 2^53. */
  get total(): number {
    const largest = Math.max(Math.abs(this.min), Math.abs(this.max));
    return Number.isInteger(this.sum) && this.finite * largest <= 2 ** 53 ? this.sum : this.mean * this.finite;
  }

  get deviation(): number {
    return this.moments.deviation;
  }

  /** Whether squares leave what a double holds, so that the moments have to be taken in another unit. */
  get isExtreme(): boolean {
    const largest = Math.max(Math.abs(this.min), Math.abs(this.max));
    return this.finite > 0 && (largest > 1e150 || (largest < 1e-150 && largest > 0));
  }

  /** The unit in which they are to be taken. */
  get unit(): number {
    return Math.max(Math.abs(this.min), Math.abs(this.max)) > 1 ? 2 ** -600 : 2 ** 600;
  }
}

/** Moves the finite ones of so many numbers to the front, and gives how many there are. */
export function finiteFirst(values: Float64Array, size: number): number {
  let finite = 0;
  for (let i = 0; i < size; i++) if (values[i] - values[i] === 0) values[finite++] = values[i];
  return finite;
}

/** The least and the greatest of whole numbers of 64 bits, which doubles round. */
export class ExactRange {
  private min: bigint | undefined;
  private max: bigint | undefined;
  atMin = 0;
  atMax = 0;

  add(elements: Elements, first: number, count: number, stride: number): void {
    for (let i = 0, at = first; i < count; i++, at += stride) {
      const value = elements.whole(at);
      if (this.min === undefined || value <= this.min) {
        this.atMin = value === this.min ? this.atMin + 1 : 1;
        this.min = value;
      }
      if (this.max === undefined || value >= this.max) {
        this.atMax = value === this.max ? this.atMax + 1 : 1;
        this.max = value;
      }
    }
  }

  get texts(): [min: string, max: string] {
    return [String(this.min), String(this.max)];
  }
}
