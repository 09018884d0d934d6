/** The generator mulberry32, as in seeded.py: numbers in [0, 1) that are multiples of 2 ** -32. */
export class Seeded {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Squares of uniform numbers divided by their sum. Each is 0 with probability `zeros`, but never all. */
  distribution(classes: number, zeros = 0): number[] {
    const weights: number[] = [];
    for (let k = 0; k < classes; k++) {
      const u = this.next();
      weights.push(this.next() < zeros ? 0 : u * u + 0.001);
    }
    if (!weights.some((weight) => weight > 0)) weights[0] = 1;
    const total = weights.reduce((sum, weight) => sum + weight);
    return weights.map((weight) => weight / total);
  }
}
