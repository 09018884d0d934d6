import { checkOptions } from './option.js';
import { firstAbove, firstAtLeast } from './rising.js';

/** Points of a curve, in rising order of x. */
export interface Curve {
  x: Float64Array;
  y: Float64Array;
}

export interface ThinnedOptions {
  /** The range of x that is seen. */
  from?: number;
  to?: number;
  /** The parts are equal in ln x. */
  logarithmic?: boolean;
}

/**
 * A curve with few points that looks the same at a given width: of the points in each of `columns` equal parts of the
 * range, the first, the least, the greatest and the last stay, in their order; so no peak is lost. Points whose y is not
 * finite are kept where they end a stretch, since a line breaks there.
 *
 * `x`, `y`: `[n]`, `x` in rising order. `from`, `to`: the range of x that is seen, whole by default; one point on
 * either side stays, so that lines run out of the picture. With `logarithmic`, the parts are equal in ln x, and x <= 0
 * is left out. A curve of at most `4 * columns` points in the range is returned whole.
 * Values of points are never changed or averaged: thin out for a picture, not for a number. Throws `option` for one that it
 * has not.
 *
 * @example thinned({ x: Float64Array.of(0, 1, 2, 3), y: Float64Array.of(1, 9, 0, 1) }, 1).y // [1, 9, 0, 1]
 */
export function thinned({ x, y }: Curve, columns: number, options: ThinnedOptions = {}): Curve {
  checkOptions(options, ['from', 'to', 'logarithmic']);
  const { from = -Infinity, to = Infinity, logarithmic = false } = options;
  const least = logarithmic ? Math.max(from, Number.MIN_VALUE) : from;
  const begin = Math.max(logarithmic ? firstAbove(x, 0) : 0, firstAtLeast(x, least) - 1);
  const end = Math.min(x.length, firstAbove(x, to) + 1);
  if (end - begin <= 4 * columns) return { x: x.slice(begin, end), y: y.slice(begin, end) };
  const place = logarithmic ? Math.log : (value: number): number => value;
  const [low, high] = [place(Math.max(least, x[begin])), place(Math.min(to, x[end - 1]))];
  const kept = new Uint32Array(Math.min(end - begin, 4 * columns + 4 * 2));
  let size = 0;
  const add = (i: number): void => {
    if (size === 0 || kept[size - 1] !== i) kept[size++] = i;
  };
  for (let start = begin, column = 0; start < end;) {
    const bound = low + ((column + 1) * (high - low)) / columns;
    const last = column === columns - 1;
    const stop = last ? end : Math.max(start, Math.min(end, firstAtLeast(x, logarithmic ? Math.exp(bound) : bound)));
    if (stop > start) {
      add(start);
      const [min, max] = extremesOf(y, start, stop);
      if (min >= 0) for (const i of min < max ? [min, max] : [max, min]) if (i > start && i < stop - 1) add(i);
      add(stop - 1);
    }
    start = stop;
    column++;
  }
  const chosen = kept.subarray(0, size);
  return { x: Float64Array.from(chosen, (i) => x[i]), y: Float64Array.from(chosen, (i) => y[i]) };
}

/** Where the least and the greatest finite value of a part stand; -1 where it has none. Most of the time passes here. */
function extremesOf(y: Float64Array, start: number, stop: number): [min: number, max: number] {
  let [min, max, least, greatest] = [-1, -1, Infinity, -Infinity];
  for (let i = start; i < stop; i++) {
    const value = y[i];
    if (value < least && value > -Infinity) [min, least] = [i, value];
    if (value > greatest && value < Infinity) [max, greatest] = [i, value];
  }
  return [min, max];
}
