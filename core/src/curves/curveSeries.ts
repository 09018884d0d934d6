import { firstAtLeast } from '../numeric/rising.js';
import type { Curve } from '../numeric/thinned.js';

/** What may stand beside the value of a step: seconds since 1970, the epoch, and the line of a text, from 0. */
export interface Beside {
  time?: number;
  epoch?: number;
  line?: number;
}

/** What stands on an x axis: `relative` is seconds from `origin`, `wall` seconds since 1970. */
export type CurveAxis = 'step' | 'epoch' | 'relative' | 'wall';

/** The finite values of a curve that are the least and the greatest, by their places; -1 without one. */
interface Extremes {
  least: number;
  greatest: number;
  notFinite: number;
}

type Column = 'step' | 'value' | keyof Beside;
const COLUMNS: readonly Column[] = ['step', 'value', 'time', 'epoch', 'line'];
const FIRST = 4;

/** The values of one scalar by step, the steps rising; memory follows their number. */
export class CurveSeries {
  private readonly columns: Partial<Record<Column, Float64Array>> = {};
  private length = 0;
  private known: Extremes | null = null;

  get size(): number {
    return this.length;
  }

  get steps(): Float64Array {
    return this.column('step');
  }

  get values(): Float64Array {
    return this.column('value');
  }

  /** NaN where a point has none; empty where no point has any. Not to be written to. */
  column(name: Column): Float64Array {
    return this.columns[name]?.subarray(0, this.length) ?? new Float64Array(0);
  }

  has(name: Column): boolean {
    return this.columns[name] !== undefined;
  }

  /** A value of the last step takes the place of the earlier one; a value of a step before it is refused. */
  add(step: number, value: number, beside: Beside = {}): 'added' | 'replaced' | 'back' {
    const last = this.length - 1;
    if (last >= 0 && step < this.columns.step![last]) return 'back';
    const again = last >= 0 && step === this.columns.step![last];
    const at = again ? last : this.length++;
    this.write('step', at, step);
    this.write('value', at, value);
    for (const name of ['time', 'epoch', 'line'] as const) {
      const given = beside[name] ?? NaN;
      if (!Number.isNaN(given) || this.columns[name]) this.write(name, at, given);
    }
    if (again) this.known = null;
    else if (this.known) this.look(this.known, at);
    return again ? 'replaced' : 'added';
  }

  /** Goes on with the first values of another series, which begins at a later step. */
  append(other: CurveSeries, count: number): void {
    if (count === 0) return;
    const at = this.length;
    this.length += count;
    for (const name of COLUMNS) {
      if (!other.columns[name] && !this.columns[name]) continue;
      this.write(name, this.length - 1, NaN);
      this.columns[name]!.fill(NaN, at, this.length).set(other.column(name).subarray(0, count), at);
    }
    this.known = null;
  }

  /** Forgets the values of a step and of all after it; gives how many there were. */
  cutFrom(step: number): number {
    const before = this.length;
    this.length = firstAtLeast(this.steps, step);
    if (this.length < before) this.known = null;
    return before - this.length;
  }

  /** Found once, and kept up to date while values are only added. */
  extremes(): Readonly<Extremes> {
    if (!this.known) {
      this.known = { least: -1, greatest: -1, notFinite: 0 };
      for (let at = 0; at < this.length; at++) this.look(this.known, at);
    }
    return this.known;
  }

  /** The place of the step nearest to one; -1 in an empty series. */
  nearest(step: number): number {
    return nearestTo(this.steps, step);
  }

  private look(known: Extremes, at: number): void {
    const values = this.columns.value!;
    if (!Number.isFinite(values[at])) known.notFinite++;
    else {
      if (known.least < 0 || values[at] < values[known.least]) known.least = at;
      if (known.greatest < 0 || values[at] > values[known.greatest]) known.greatest = at;
    }
  }

  private write(name: Column, at: number, value: number): void {
    let data = this.columns[name];
    if (!data || at >= data.length) {
      const more = new Float64Array(Math.max(FIRST, this.length, Math.ceil(at * 1.5))).fill(NaN);
      if (data) more.set(data.subarray(0, at));
      this.columns[name] = data = more;
    }
    data[at] = value;
  }
}

/**
 * The points of a series along an axis, in rising order of it; those that have no place there are left out. `places` are
 * the places of the points in the series; null where all of them stand in its own order, as along the steps. What need
 * not be copied is a view of the series.
 */
export function curveAlong(series: CurveSeries, axis: CurveAxis, origin = 0): Curve & { places: Uint32Array | null } {
  if (axis === 'step') return { x: series.steps, y: series.values, places: null };
  const at = series.column(axis === 'epoch' ? 'epoch' : 'time');
  const places = new Uint32Array(at.length);
  let [size, rising] = [0, true];
  for (let i = 0; i < at.length; i++) {
    if (!Number.isFinite(at[i])) continue;
    if (size > 0 && at[i] < at[places[size - 1]]) rising = false;
    places[size++] = i;
  }
  const { values } = series;
  const from = axis === 'relative' ? origin : 0;
  if (rising && size === at.length) {
    const x = from === 0 ? at : at.slice();
    if (from !== 0) for (let i = 0; i < x.length; i++) x[i] -= from;
    return { x, y: values, places: null };
  }
  const chosen = places.subarray(0, size);
  if (!rising) chosen.sort((a, b) => at[a] - at[b] || a - b);
  const [x, y] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    x[i] = at[chosen[i]] - from;
    y[i] = values[chosen[i]];
  }
  return { x, y, places: chosen };
}

/** The place of the value nearest to one, of values that rise; -1 without any. */
export function nearestTo(rising: Float64Array, value: number): number {
  const at = firstAtLeast(rising, value);
  if (at === rising.length) return at - 1;
  return at > 0 && value - rising[at - 1] <= rising[at] - value ? at - 1 : at;
}
