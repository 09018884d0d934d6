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
  const runs: { places: number[]; ends: Map<string, number> }[] = [];
  for (const { place, file } of order) {
    let run = runs.find(({ ends }) => !together(ends, file));
    if (!run) runs.push((run = { places: [], ends: new Map() }));
    run.places.push(place);
    for (const [name, series] of file.scalars) {
      const end = series.column('time')[series.size - 1];
      if (end > (run.ends.get(name) ?? -Infinity)) run.ends.set(name, end);
    }
  }
  return runs.map(({ places }) => places);
}

/** The curves of files that are one run, as `joinWriters` orders them; what was wrong in each stays with it. */
export function joinedCurves(files: readonly CurveSet[]): CurveSet {
  if (files.length === 1) return files[0];
  const all = new CurveSet('byte', false);
  const names = new Set(files.flatMap((file) => [...file.scalars.keys()]));
  for (const name of names) {
    const parts = files.flatMap(({ scalars }) => scalars.get(name) ?? []);
    if (parts.length === 1) all.scalars.set(name, parts[0]);
    else for (const part of parts) all.append(name, part, 0);
  }
  for (const { settings, others } of files) {
    for (const [name, value] of settings) all.set(name, value);
    for (const [kind, count] of others) all.others.set(kind, (all.others.get(kind) ?? 0) + count);
  }
  return all;
}

/** A scalar of a file has values from before the end of the same one in a run. */
function together(ends: ReadonlyMap<string, number>, { scalars }: CurveSet): boolean {
  for (const [name, series] of scalars) {
    const end = ends.get(name);
    if (end !== undefined && series.column('time')[0] < end) return true;
  }
  return false;
}

function began({ scalars }: CurveSet): number {
  let least = Infinity;
  for (const series of scalars.values()) least = Math.min(least, series.column('time')[0] ?? Infinity);
  return least;
}
