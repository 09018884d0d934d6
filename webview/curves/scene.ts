import { firstAtLeast } from '@surprisal/core';
import type { CurvePoints } from '../../extension/protocol/curves.js';
import type { Rgb } from '../shared/theme.js';
import { placeOf, yAxis, type Axis, type Range } from './axes.js';
import type { ScalarFacts } from './scalars.js';

/** Where the plot lies in its picture, px. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface DrawnLine {
  id: string;
  name: string;
  color: Rgb;
  dash: readonly number[];
  width: number;
  points: CurvePoints;
}

/** All that a picture of a scalar is made of, be it drawn on a canvas or written as SVG. */
export interface Scene {
  box: Box;
  x: Axis;
  y: Axis;
  /** What stands at the right end of the x axis, if anything. */
  xName: string;
  /** Whether the name of each line stands at its end. */
  named?: boolean;
  lines: readonly DrawnLine[];
  /** What is said where none of the lines that there are has a point on the x axis. */
  lacking?: string;
}

interface Drawn {
  x: Float64Array;
  y: Float64Array;
}

/** What is drawn of a line in front: its smoothed values where there are some. */
export const mainOf = ({ smooth, ...points }: CurvePoints): Drawn => smooth ?? points;

/** Whether a line has a point in the range of x, or runs through it. */
export function isSeen({ min, max }: Pick<Axis, 'min' | 'max'>, points: Drawn): boolean {
  const { x, y } = points;
  let [before, beyond] = [false, false];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) continue;
    if (x[i] >= min && x[i] <= max) return true;
    before ||= x[i] < min;
    beyond ||= x[i] > max;
  }
  return before && beyond;
}

/** How far behind the raw line stands: a single one may be seen better. */
export const rawShare = (lines: readonly unknown[]): number => (lines.length === 1 ? 0.3 : 0.13);

export const xPlace = ({ box, x }: Scene, value: number): number => box.left + placeOf(x, value) * box.width;
export const yPlace = ({ box, y }: Scene, value: number): number =>
  box.top + (1 - Math.min(50, Math.max(-50, placeOf(y, value)))) * box.height;

/** The same as `placeOf` for many values of an axis: what they have in common is worked out once. */
function placesOn({ min, max, logarithmic }: Axis): (value: number) => number {
  if (!logarithmic) return (value) => (value - min) / (max - min);
  const [least, span] = [Math.log(min), Math.log(max / min)];
  return (value) => (value > 0 ? (Math.log(value) - least) / span : -1e3);
}

/** Walks along a curve: `move` begins a stretch, also after a value that is none, and `line` goes on with it. */
export function trace(
  { box, ...axes }: Pick<Scene, 'box' | 'x' | 'y'>,
  { x, y }: Drawn,
  move: (x: number, y: number) => void,
  line: (x: number, y: number) => void,
): void {
  const [along, up] = [placesOn(axes.x), placesOn(axes.y)];
  let broken = true;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) {
      broken = true;
      continue;
    }
    const height = 1 - Math.min(50, Math.max(-50, up(y[i])));
    (broken ? move : line)(box.left + along(x[i]) * box.width, box.top + height * box.height);
    broken = false;
  }
}

/** The height of a drawn line at an x: null beyond its ends and in its gaps. It is for a picture, not a reading. */
export function heightAt({ x, y }: Drawn, at: number): number | null {
  const i = firstAtLeast(x, at);
  if (i >= x.length) return null;
  if (x[i] === at || i === 0) return x[i] === at && Number.isFinite(y[i]) ? y[i] : null;
  const value = y[i - 1] + ((at - x[i - 1]) / (x[i] - x[i - 1])) * (y[i] - y[i - 1]);
  return Number.isFinite(value) ? value : null;
}

/** The x of the point that lies nearest to `at`; null where there is none. */
export function nearestX({ x }: { x: Float64Array }, at: number): number | null {
  if (x.length === 0) return null;
  const i = firstAtLeast(x, at);
  if (i === 0) return x[0];
  return i === x.length || at - x[i - 1] < x[i] - at ? x[i - 1] : x[i];
}

/** Lays the y axis through what is seen of some lines. The last value of each line is always within it. */
export function axisThrough(
  points: readonly CurvePoints[],
  { min, max }: Range,
  facts: ScalarFacts,
  how: { logarithmic: boolean; whole: boolean; height: number },
): Axis {
  const parts: Float64Array[] = [];
  const ends: number[] = [];
  for (const each of points) {
    const main = mainOf(each);
    const drawn = each.band ? [main, each.band.low, each.band.high] : how.whole ? [main, each] : [main];
    for (const { x, y } of drawn) {
      const begin = firstAtLeast(x, min);
      let end = firstAtLeast(x, max);
      if (x[end] === max) end++;
      parts.push(y.subarray(begin, end));
    }
    const last = heightAt(main, max) ?? main.y[Math.min(main.y.length, firstAtLeast(main.x, max)) - 1];
    if (last !== undefined) ends.push(last);
  }
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return yAxis(values, ends, facts, how);
}
