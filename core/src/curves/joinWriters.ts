import type { CurveSeries } from './curveSeries.js';
import { CurveSet } from './curveSet.js';

/**
 * The runs of the files of one folder, in the order of their first values. A file that begins where another has ended,
 * by the clock of their writers, goes on with its run: from the step that it begins at, the later values stay. Files
 * that were written at the same time under the same names are runs of their own. Each run is given by the places of its
 * files.
 */
export function joinWriters(files: readonly CurveSet[]): number[][] {
  const order = files
    .map((file, place) => ({ place, file, began: began(file) }))
    .sort((a, b) => a.began - b.began || a.place - b.place);
  const runs: number[][] = [];
  for (const { place, file } of order) {
    const before = runs.find((run) => run.every((other) => !together(files[other], file)));
    if (before) before.push(place);
    else runs.push([place]);
  }
  return runs;
}

/** The curves of files that are one run, as `joinWriters` orders them; what was wrong in each stays with it. */
export function joinedCurves(files: readonly CurveSet[]): CurveSet {
  if (files.length === 1) return files[0];
  const all = new CurveSet('byte', false);
  const names = new Set(files.flatMap((file) => [...file.scalars.keys()]));
  for (const name of names) {
    const parts = files.flatMap(({ scalars }) => scalars.get(name) ?? []);
    if (parts.length === 1) all.scalars.set(name, parts[0]);
    else for (const part of parts) append(all, name, part);
  }
  for (const { settings, others } of files) {
    for (const [name, value] of settings) all.set(name, value);
    for (const [kind, count] of others) all.others.set(kind, (all.others.get(kind) ?? 0) + count);
  }
  return all;
}

function append(all: CurveSet, name: string, part: CurveSeries): void {
  const { steps, values } = part;
  const times = part.column('time');
  for (let i = 0; i < steps.length; i++) all.add(name, steps[i], values[i], 0, { time: times[i] });
}

/** A scalar of both has values of the one while the other was being written. */
function together(earlier: CurveSet, later: CurveSet): boolean {
  for (const [name, series] of earlier.scalars) {
    const other = later.scalars.get(name);
    if (other?.size && series.size && other.column('time')[0] < series.column('time')[series.size - 1]) return true;
  }
  return false;
}

function began({ scalars }: CurveSet): number {
  let least = Infinity;
  for (const series of scalars.values()) least = Math.min(least, series.column('time')[0] ?? Infinity);
  return least;
}
