import { describe, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';

/** How many finite numbers lie in each of bins of one width, as NumPy's `histogram` counts them. */
export interface Histogram {
  /** Where the bins begin and end; the last holds its end too. */
  readonly from: number;
  readonly to: number;
  readonly counts: Float64Array;
  /** Finite numbers outside, where the range was given. */
  readonly below: number;
  readonly above: number;
}

/**
 * Counts numbers in bins of one width. Where least and greatest are one number, the bins reach from half below it to half
 * above. Numbers at an edge belong to the bin that begins there, by the edges themselves.
 */
export class Bins {
  readonly counts: Float64Array;
  private readonly edges: Float64Array;
  private readonly scale: number;
  /** How near to an edge, in bins, its rounding and that of a place may matter. */
  private readonly near: number;
  private below = 0;
  private above = 0;

  constructor(bins: number, from: number, to: number) {
    if (!Number.isInteger(bins) || bins < 1 || bins > limits.arrayBins)
      throw new CoreError('option', describe(bins), `a whole number from 1 to ${grouped(limits.arrayBins)}`, {
        argument: 'bins',
      });
    if (!(Number.isFinite(from) && Number.isFinite(to) && from <= to))
      throw new CoreError('option', `from ${from} to ${to}`, 'two finite numbers in rising order', {
        argument: 'range',
      });
    const [low, high] = from === to ? [from - 0.5, to + 0.5] : [from, to];
    this.counts = new Float64Array(bins);
    this.edges = new Float64Array(bins + 1);
    const step = (high - low) / bins;
    const unit = step === Infinity ? high / bins - low / bins : step;
    for (let i = 0; i < bins; i++) this.edges[i] = i * unit + low;
    this.edges[bins] = high;
    // Where this leaves what a double holds, the edges alone tell the bin.
    this.near = 1e-6 + (8 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high))) / unit;
    this.scale = Math.min(Number.MAX_VALUE, 1 / unit);
  }

  add(values: Float64Array, size: number): void {
    const { counts, edges, scale, near } = this;
    const last = counts.length - 1;
    const low = edges[0];
    const high = edges[last + 1];
    for (let i = 0; i < size; i++) {
      const value = values[i];
      if (value < low) this.below++;
      else if (value > high) this.above++;
      else {
        const place = (value - low) * scale;
        let bin = Math.min(last, Math.floor(place));
        // Only near an edge may rounding have led to the next bin.
        const rest = place - bin;
        if (rest > near && rest < 1 - near) {
          counts[bin]++;
          continue;
        }
        while (bin > 0 && value < edges[bin]) bin--;
        while (bin < last && value >= edges[bin + 1]) bin++;
        counts[bin]++;
      }
    }
  }

  get histogram(): Histogram {
    const { edges, counts, below, above } = this;
    return { from: edges[0], to: edges[counts.length], counts, below, above };
  }
}
