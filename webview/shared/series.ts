import type { EpochRecord } from '@surprisal/core';

/** Every batch of a run, in order. A batch that comes twice is written twice to the same place. */
export class Curve {
  private values = new Float32Array(1024);
  length = 0;

  /** `first` counts from 1. */
  write(first: number, values: Float32Array): void {
    const end = first - 1 + values.length;
    if (end > this.values.length) {
      const grown = new Float32Array(Math.max(end, this.values.length * 2));
      grown.set(this.values);
      this.values = grown;
    }
    // A gap, as between the epochs of a run whose batches were not kept, has no numbers.
    if (first - 1 > this.length) this.values.fill(NaN, this.length, first - 1);
    this.values.set(values, first - 1);
    this.length = Math.max(this.length, end);
  }

  read(): Float32Array {
    return this.values.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/** One column of pixels: the least, the greatest and the mean of the values in it. */
export interface PixelColumn {
  /** The mean place of the batches in the column, in the unit of `step`. */
  x: number;
  low: number;
  mean: number;
  high: number;
}

/**
 * Draws all batches in at most `columns` columns over `extent` batches: none is left out, as each
 * moves the least, the greatest and the mean of its column. Values that are not finite have no place.
 */
export function columnsOf(values: Float32Array, extent: number, columns: number, step: number): PixelColumn[] {
  const width = Math.max(1, extent / Math.max(1, columns));
  const made: PixelColumn[] = [];
  for (let begin = 0, column = 1; begin < values.length; column++) {
    const end = Math.min(values.length, Math.max(begin + 1, Math.round(column * width)));
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let finite = 0;
    for (let i = begin; i < end; i++) {
      const value = values[i] ?? NaN;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
      finite++;
    }
    if (finite > 0) made.push({ x: ((begin + end + 1) / 2) * step, low, mean: sum / finite, high });
    begin = end;
  }
  return made;
}

/** A number of each epoch that has one, at its epoch. */
export const epochPoints = (epochs: readonly EpochRecord[], of: 'validationLoss' | 'validationAccuracy') =>
  epochs.flatMap(({ epoch, [of]: y }) => (y === null || !Number.isFinite(y) ? [] : [{ x: epoch, y }]));
