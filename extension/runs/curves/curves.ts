import type { CurveSeries } from '@surprisal/core';
import type {
  CurveAt,
  CurveCsv,
  CurvePoints,
  CurveReading,
  CurveRun,
  CurveScalar,
  CurvesQuery,
  XKind,
} from '../../protocol/curves.js';
import type { CurveOrigin, ToldTrouble } from './curveOrigin.js';
import { DrawnCurves } from './drawnCurves.js';
import { inTurns } from './inTurns.js';
import { pointsCsv } from './pointsCsv.js';

/** What a page of curves is told: runs and their scalars, and which runs grew. */
interface CurvesNews {
  state: boolean;
  grown: string[];
}

/** The model behind a page of curves: runs of any origin, the points that are drawn of them and the values that are read. */
export class Curves {
  private origins = new Map<string, CurveOrigin>();
  private readonly drawn = new DrawnCurves();
  private told = '';
  private readonly versions = new Map<string, number>();
  /** Of a version: what is said of the scalars, which takes a pass over their points after a restart. */
  private readonly described = new Map<string, { version: number; run: CurveRun }>();

  constructor(private readonly words: (trouble: ToldTrouble) => string) {}

  /** From now on these are the runs. */
  show(origins: readonly CurveOrigin[]): void {
    const kept = new Map(origins.map((origin) => [origin.id, origin]));
    for (const id of this.origins.keys())
      if (kept.get(id) !== this.origins.get(id)) {
        this.drawn.forget(id);
        this.versions.delete(id);
        this.described.delete(id);
      }
    this.origins = kept;
  }

  get(id: string): CurveOrigin | undefined {
    return this.origins.get(id);
  }

  get live(): boolean {
    return [...this.origins.values()].some(({ live }) => live);
  }

  runs(): CurveRun[] {
    return [...this.origins.values()].map((origin) => this.describe(origin));
  }

  /** What changed since this was asked last. A state is told again where anything but the points of known scalars changed. */
  news(): CurvesNews {
    const grown: string[] = [];
    for (const { id, version } of this.origins.values())
      if (this.versions.get(id) !== version) {
        if (this.versions.has(id)) grown.push(id);
        this.versions.set(id, version);
      }
    const told = JSON.stringify(this.runs().map(({ scalars, ...run }) => [run, scalars.map(({ name }) => name)]));
    const state = told !== this.told;
    this.told = told;
    return { state: state || grown.length > 0, grown };
  }

  /** For each query the points of its lines, in their order. */
  points(queries: readonly CurvesQuery[]): CurvePoints[][] {
    return queries.map((query) => query.lines.map((line) => this.drawn.line(this.known(line), query)));
  }

  readAt(asked: {
    scalars: readonly string[];
    runs: readonly string[];
    x: XKind;
    at: number;
    smoothing: number;
  }): CurveAt[] {
    const { scalars, runs, x, at, smoothing } = asked;
    return this.known(runs).flatMap((origin) =>
      scalars.flatMap((scalar) => this.drawn.at(origin, scalar, x, at, smoothing) ?? []),
    );
  }

  /** The exact points of a scalar in a range of x, as CSV. */
  csv(asked: CurveCsv): Promise<string> {
    return inTurns(pointsCsv(this.origins, this.drawn, asked));
  }

  private known(ids: readonly string[]): CurveOrigin[] {
    return ids.flatMap((id) => this.origins.get(id) ?? []);
  }

  private describe(origin: CurveOrigin): CurveRun {
    const { id, title, named, source, place, live, settings, version } = origin;
    const known = this.described.get(id);
    const scalars =
      known?.version === version
        ? known.run.scalars
        : [...origin.scalars].filter(([, { size }]) => size > 0).map(([name, series]) => describeScalar(name, series));
    const [problems, notes]: string[][] = [[], []];
    const others: Record<string, number> = {};
    for (const trouble of origin.troubles)
      if (trouble.kind === 'others')
        for (const [kind, times] of trouble.counts) others[kind] = (others[kind] ?? 0) + times;
      else (isNote(trouble) ? notes : problems).push(this.words(trouble));
    const run: CurveRun = { id, title, named, source, place, live, settings, scalars, problems, notes, others };
    this.described.set(id, { version, run });
    return run;
  }
}

/** Nothing was left out that is a value of a curve. */
const isNote = (trouble: ToldTrouble): boolean =>
  trouble.kind === 'unread' || (trouble.kind === 'problem' && trouble.fault === 'noChecksum');

function describeScalar(name: string, series: CurveSeries): CurveScalar {
  const { least, greatest, notFinite } = series.extremes();
  const { steps, values } = series;
  const reading = (at: number): CurveReading | null => (at < 0 ? null : { step: steps[at], value: values[at] });
  let last = series.size - 1;
  while (last >= 0 && !Number.isFinite(values[last])) last--;
  return {
    name,
    points: series.size,
    notFinite,
    last: reading(last),
    least: reading(least),
    greatest: reading(greatest),
    has: { epoch: series.has('epoch'), time: series.has('time') },
  };
}
