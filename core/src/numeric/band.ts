import type { Curve } from './thinned.js';

/** A mean of curves and how far they lie apart. */
export interface Band {
  x: Float64Array;
  mean: Float64Array;
  low: Float64Array;
  high: Float64Array;
}

/**
 * The mean of several curves, such as those of one configuration with several seeds, at each x that all of them have,
 * and its band: from the least value to the greatest (`range`), or one standard deviation of the sample on either side
 * of the mean (`deviation`, divisor n - 1).
 *
 * Each `x` is `[n]` in rising order. Nothing is interpolated: an x that some curve lacks has no mean, so curves that
 * share none give an empty band, and the band ends where the shortest curve ends. A value that is not finite makes mean,
 * low and high there NaN. One curve is its own band, for both kinds; no curve gives an empty one. Throws nothing.
 *
 * @example bandOf([{ x: Float64Array.of(1, 2), y: Float64Array.of(1, 4) }, { x: Float64Array.of(2), y: Float64Array.of(6) }]).mean // [5]
 */
export function bandOf(curves: readonly Curve[], kind: 'range' | 'deviation' = 'range'): Band {
  const shortest = curves.length === 0 ? 0 : Math.min(...curves.map(({ x }) => x.length));
  const [x, mean, low, high] = [0, 1, 2, 3].map(() => new Float64Array(shortest));
  const at = new Uint32Array(curves.length);
  let size = 0;
  while (size < shortest && curves.every((curve, i) => at[i] < curve.x.length)) {
    const next = curves.reduce((most, curve, i) => Math.max(most, curve.x[at[i]]), -Infinity);
    let shared = true;
    curves.forEach((curve, i) => {
      while (at[i] < curve.x.length && curve.x[at[i]] < next) at[i]++;
      shared &&= curve.x[at[i]] === next;
    });
    if (!shared) {
      if (!(next < Infinity)) break;
      continue;
    }
    let [sum, least, greatest] = [0, Infinity, -Infinity];
    for (let i = 0; i < curves.length; i++) {
      const value = Number.isFinite(curves[i].y[at[i]]) ? curves[i].y[at[i]] : NaN;
      sum += value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    x[size] = next;
    mean[size] = sum / curves.length;
    let spread = 0;
    for (let i = 0; i < curves.length; i++) spread += (curves[i].y[at[i]++] - mean[size]) ** 2;
    const deviation = curves.length > 1 ? Math.sqrt(spread / (curves.length - 1)) : 0;
    low[size] = kind === 'range' ? least : mean[size] - deviation;
    high[size] = kind === 'range' ? greatest : mean[size] + deviation;
    size++;
  }
  return { x: x.slice(0, size), mean: mean.slice(0, size), low: low.slice(0, size), high: high.slice(0, size) };
}
