import { bandOf, type Curve, curveAlong, nearestTo, smoothed, thinned } from '@surprisal/core';
import type { CurveAt, CurvePoints, CurvesQuery, XKind } from '../../protocol/curves.js';
import type { CurveOrigin } from './curveOrigin.js';

/** Bytes of curves that stay ready: along an axis other than the steps, and smoothed. */
const MOST_BYTES = 384 * 2 ** 20;

type Along = ReturnType<typeof curveAlong>;

interface Ready {
  version: number;
  along: Along;
  bytes: number;
}

/** Curves as they are drawn and read, from their series; what a page asks for again and again stays ready. */
export class DrawnCurves {
  private readonly ready = new Map<string, Ready>();
  private bytes = 0;

  /** What a line looks like: one run as it is, several as their mean with a band. */
  line(origins: readonly CurveOrigin[], query: CurvesQuery): CurvePoints {
    const { scalar, x: axis, columns, from, to, logarithmicX: logarithmic, smoothing } = query;
    const few = (curve: Curve): Curve =>
      thinned(curve, columns, { from: from ?? -Infinity, to: to ?? Infinity, logarithmic });
    const has = origins.filter((origin) => origin.scalars.has(scalar));
    if (has.length === 0) return { x: new Float64Array(0), y: new Float64Array(0), smooth: null, band: null };
    if (origins.length === 1) {
      const smooth = smoothing > 1 ? few(this.along(has[0], scalar, axis, smoothing)) : null;
      return { ...few(this.along(has[0], scalar, axis, 0)), smooth, band: null };
    }
    const { x, mean, low, high } = bandOf(
      has.map((origin) => this.along(origin, scalar, axis, smoothing)),
      query.band,
    );
    return { ...few({ x, y: mean }), smooth: null, band: { low: few({ x, y: low }), high: few({ x, y: high }) } };
  }

  /** The point nearest to a place on the axis, exact; null where there is none. */
  at(origin: CurveOrigin, scalar: string, axis: XKind, at: number, smoothing: number): CurveAt | null {
    const series = origin.scalars.get(scalar);
    if (!series) return null;
    const { x, y, places } = this.along(origin, scalar, axis, 0);
    const nearest = nearestTo(x, at);
    if (nearest < 0) return null;
    return {
      run: origin.id,
      scalar,
      step: series.steps[places ? places[nearest] : nearest],
      x: x[nearest],
      value: y[nearest],
      smoothed: smoothing > 1 ? this.along(origin, scalar, axis, smoothing).y[nearest] : null,
    };
  }

  /** All points of a scalar along an axis, exact. */
  exact(origin: CurveOrigin, scalar: string, axis: XKind): Along {
    return this.along(origin, scalar, axis, 0);
  }

  forget(run: string): void {
    const begin = keyOf(run);
    for (const key of this.ready.keys()) if (key.startsWith(begin)) this.drop(key);
  }

  private along(origin: CurveOrigin, scalar: string, axis: XKind, smoothing: number): Along {
    const over = smoothing > 1 ? smoothing : 0;
    const series = origin.scalars.get(scalar)!;
    if (axis === 'step' && over === 0) return curveAlong(series, 'step');
    const key = keyOf(origin.id, scalar, axis, over);
    const known = this.ready.get(key);
    this.drop(key);
    const along = known?.version === origin.version ? known.along : this.made(origin, scalar, axis, over);
    // Of a mean only the values are its own; in the order of the series at most the axis is.
    const own = over > 0 ? along.y.byteLength : along.x.byteLength + (along.places ? 1.5 * along.y.byteLength : 0);
    const bytes = Math.ceil(own);
    this.ready.set(key, { version: origin.version, along, bytes });
    this.bytes += bytes;
    for (const oldest of this.ready.keys()) {
      if (this.bytes <= MOST_BYTES || oldest === key) break;
      this.drop(oldest);
    }
    return along;
  }

  /** A mean goes by the steps, whatever stands on the axis. */
  private made(origin: CurveOrigin, scalar: string, axis: XKind, over: number): Along {
    const series = origin.scalars.get(scalar)!;
    if (over === 0) return curveAlong(series, axis, axis === 'relative' ? beganAt(origin) : 0);
    const { x, places } = this.along(origin, scalar, axis, 0);
    const means = smoothed(series.steps, series.values, over);
    return { x, y: places ? Float64Array.from(places, (at) => means[at]) : means, places };
  }

  private drop(key: string): void {
    this.bytes -= this.ready.get(key)?.bytes ?? 0;
    this.ready.delete(key);
  }
}

/** Names are foreign text, in which any sign may stand: no two keys are the same, and none but its own begin with that of a run. */
const keyOf = (...parts: readonly (string | number)[]): string => parts.map((part) => JSON.stringify(part)).join('');

/** The time of the first point of a run. */
function beganAt({ scalars }: CurveOrigin): number {
  let least = Infinity;
  for (const series of scalars.values()) {
    const first = series.column('time').find((time) => Number.isFinite(time)) ?? Infinity;
    least = Math.min(least, first);
  }
  return Number.isFinite(least) ? least : 0;
}
