import * as v from 'valibot';
import { nothing } from './checks.js';
import type { Checks } from './rpc.js';

/** Where the curves of a run come from. */
export type CurveSource = 'trained' | 'logged' | 'tensorboard' | 'csv' | 'trainerState' | 'text';

/** What stands on the x axis: `relative` and `wall` are seconds, from the first point of the run and since 1970. */
export type XKind = 'step' | 'epoch' | 'relative' | 'wall';

export interface CurveReading {
  step: number;
  value: number;
}

/** A scalar of one run. The readings are exact; points that are not finite are counted, and are none of them. */
export interface CurveScalar {
  name: string;
  points: number;
  notFinite: number;
  last: CurveReading | null;
  least: CurveReading | null;
  greatest: CurveReading | null;
  /** Whether its points have an epoch or a time beside their step. */
  has: { epoch: boolean; time: boolean };
}

export interface CurveRun {
  /** Opaque, made by the host. */
  id: string;
  /** A name that a person gave; else what its record says. */
  title: string;
  /** Whether a person gave that name. */
  named: boolean;
  source: CurveSource;
  /** Where it lies, as a person reads it. */
  place: string;
  live: boolean;
  /** Its settings by name, such as `optimiser.rate`; a seed is one of them. */
  settings: Readonly<Record<string, string | number | boolean>>;
  scalars: CurveScalar[];
  /** What was left out of its files, with the place. */
  problems: string[];
  /** What is worth knowing of them, and no fault. */
  notes: string[];
  /** What they hold beside scalars, by kind, such as `histograms`: how often. */
  others: Readonly<Record<string, number>>;
}

/** The person's choices, which stay with the window. */
export interface CurvesView {
  x: XKind;
  /** Steps of the exponential mean; 0 is none. */
  smoothing: number;
  /** Runs that are not drawn, by id. */
  hidden: string[];
  /** Scalars that stand first, and those on a logarithmic axis. */
  pinned: string[];
  logarithmic: string[];
  /** The x axis of all charts; a clock has no logarithm. */
  logarithmicX: boolean;
  /** Runs that differ in their seed alone are one line with a band. */
  bands: boolean;
  table: boolean;
  search: string;
}

/** What stands there before a person chose anything. */
export const firstCurvesView: CurvesView = {
  x: 'step',
  smoothing: 0,
  hidden: [],
  pinned: [],
  logarithmic: [],
  logarithmicX: false,
  bands: false,
  table: false,
  search: '',
};

export interface CurvesState {
  /** What the tab shows, opaque: a page keeps it, so that the tab comes back with the window. */
  id: string;
  title: string;
  runs: CurveRun[];
  /** While files are read. */
  reading: { done: number; of: number } | null;
  /** Seconds between two times that its files are read, where that is not at once. */
  every: number | null;
  view: CurvesView;
}

/** What is drawn of a scalar: so many columns of pixels of a range of x. */
export interface CurvesQuery {
  scalar: string;
  /** The runs of each line: one, or the seeds of one configuration, which are drawn as their mean with a band. */
  lines: string[][];
  band: CurvesBand;
  x: XKind;
  from: number | null;
  to: number | null;
  columns: number;
  logarithmicX: boolean;
  smoothing: number;
}

/** How far a band reaches: over all seeds, or one standard deviation on either side of their mean. */
export type CurvesBand = 'range' | 'deviation';

interface Drawn {
  x: Float64Array;
  y: Float64Array;
}

/**
 * Few points of a line that look the same. Of one run: its values, and the smoothed ones where that is asked for. Of
 * several: the mean (of the smoothed values where that is asked for) at each x that all of them have, and its band.
 */
export interface CurvePoints extends Drawn {
  smooth: Drawn | null;
  band: { low: Drawn; high: Drawn } | null;
}

/** The value of a run nearest to a place on the x axis, exact. */
export interface CurveAt {
  run: string;
  scalar: string;
  step: number;
  x: number;
  value: number;
  smoothed: number | null;
}

/** The points of a scalar as CSV: each run by the name that the page gives it, for titles may be alike. */
export interface CurveCsv {
  scalar: string;
  runs: { id: string; name: string }[];
  x: XKind;
  from: number | null;
  to: number | null;
}

export interface CurvesApi {
  hydrate(params: null): CurvesState;
  remember(params: CurvesView): void;
  /** For each query the points of its lines, in their order; no points where a run lacks the scalar. */
  points(params: CurvesQuery[]): CurvePoints[][];
  readAt(params: { scalars: string[]; runs: string[]; x: XKind; at: number; smoothing: number }): CurveAt[];
  /** Opens what a run is: its inspector, or its file. */
  openRun(params: string): void;
  /** Lets the person choose files or folders of curves. */
  addFiles(params: null): void;
  /** Shows where a first run is trained, or how a program logs one. */
  beginRun(params: 'train' | 'log'): void;
  /** Writes the exact points of a scalar in a range of x as CSV to a file that the person names. */
  saveCsv(params: CurveCsv): void;
  /** Writes an export to a file that the person names. */
  saveExport(params: { name: string; content: Uint8Array }): void;
  copy(params: string): void;
  ping(params: null): void;
}

export interface CurvesEvents {
  state: CurvesState;
  /** Runs that have more points than before: they are asked for again. */
  grown: string[];
}

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const ids = v.pipe(v.array(text(500)), v.maxLength(1000));
const named = v.pipe(v.array(v.object({ id: text(500), name: text(2000) })), v.maxLength(1000));
/** A scalar; a number may stand behind a name that two have. */
const name = text(240);
const names = v.pipe(v.array(name), v.maxLength(500));
const x = v.picklist(['step', 'epoch', 'relative', 'wall']);
const smoothing = v.pipe(v.number(), v.minValue(0), v.maxValue(1e6));
const end = v.nullable(v.pipe(v.number(), v.finite()));

export const curvesChecks: Checks<CurvesApi> = {
  hydrate: nothing,
  remember: v.parser(
    v.object({
      x,
      smoothing,
      hidden: ids,
      pinned: names,
      logarithmic: names,
      logarithmicX: v.boolean(),
      bands: v.boolean(),
      table: v.boolean(),
      search: text(200),
    }),
  ),
  points: v.parser(
    v.pipe(
      v.array(
        v.object({
          scalar: name,
          lines: v.pipe(v.array(ids), v.maxLength(1000)),
          band: v.picklist(['range', 'deviation']),
          x,
          from: end,
          to: end,
          columns: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(4000)),
          logarithmicX: v.boolean(),
          smoothing,
        }),
      ),
      v.maxLength(16),
    ),
  ),
  readAt: v.parser(v.object({ scalars: names, runs: ids, x, at: v.pipe(v.number(), v.finite()), smoothing })),
  openRun: v.parser(text(500)),
  addFiles: nothing,
  beginRun: v.parser(v.picklist(['train', 'log'])),
  saveCsv: v.parser(v.object({ scalar: name, runs: named, x, from: end, to: end })),
  saveExport: v.parser(
    v.object({
      name: v.pipe(v.string(), v.regex(/^[\w.-]{1,80}\.(svg|png|csv|md)$/)),
      content: v.instance(Uint8Array),
    }),
  ),
  copy: v.parser(text(1e6)),
  ping: nothing,
};
