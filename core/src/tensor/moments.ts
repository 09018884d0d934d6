/**
 * Mean and sum of squares about it, of values times `scale`, a power of two that keeps their squares in range. The
 * mean is kept in two doubles, so that far from zero the distance between two means is still exact.
 */
export class Moments {
  private count = 0;
  private high = 0;
  private low = 0;
  private squares = 0;

  constructor(private readonly scale: number) {}

  add(values: Float64Array, size: number): void {
    const { scale, count } = this;
    let finite = 0;
    let total = 0;
    for (let i = 0; i < size; i++) {
      const value = values[i] * scale;
      if (value - value !== 0) continue;
      total += value;
      finite++;
    }
    if (finite === 0) return;
    const mean = total / finite;
    let rest = 0;
    let squares = 0;
    for (let i = 0; i < size; i++) {
      const distance = values[i] * scale - mean;
      if (distance - distance !== 0) continue;
      rest += distance;
      squares += distance * distance;
    }
    const gap = count === 0 ? 0 : mean - this.high + (rest / finite - this.low);
    const share = finite / (count + finite);
    this.squares += squares - rest * (rest / finite) + gap * gap * count * share;
    this.count += finite;
    if (count === 0) [this.high, this.low] = [mean, rest / finite];
    else this.shift(gap * share);
  }

  get mean(): number {
    return (this.high + this.low) / this.scale;
  }

  get deviation(): number {
    return Math.sqrt(Math.max(0, this.squares) / this.count) / this.scale;
  }

  private shift(step: number): void {
    const { high } = this;
    const small = this.low + step;
    this.high = high + small;
    const taken = this.high - high;
    this.low = high - (this.high - taken) + (small - taken);
  }
}
