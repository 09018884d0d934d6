import { computed, signal } from '@preact/signals';
import type { CurveAt } from '../../extension/protocol/curves.js';
import { throttled } from '../shared/media.js';
import { changeView, host, judged, keep, kept, runs, scalars, shownLines, shownRuns, view } from './state.js';
import { scalarFacts } from './scalars.js';

/** The one crosshair of all charts: the chart under the pointer or with the focus, and the place on the x axis. */
export const crosshair = signal<{ scalar: string; x: number } | null>(null);
/** Whether keys moved it last: a screen reader then says what is read there. */
export const byKeys = signal(false);
/** A range of x that is being marked, in all charts. */
export const marked = signal<{ from: number; to: number } | null>(null);
/** The line that is in front. */
export const chosen = signal<string | null>(null);

/** The scalar that the list of runs reads: of the chart that was pointed at last, else of the pinned one. */
const pointed = signal<string | null>(null);
export const listed = computed(() => {
  const all = scalars.value;
  const known = (name: string | null | undefined) => all.find((scalar) => scalar.name === name);
  return (
    known(pointed.value) ??
    known(view.value.pinned[0]) ??
    judged.value ??
    all.find(({ isLoss }) => isLoss) ??
    all[0] ??
    scalarFacts('')
  );
});

/** What the runs read at the crosshair; until the answer comes, that of a moment ago. */
export const readings = signal<{ scalar: string; x: number; at: Map<string, CurveAt>; all: CurveAt[] } | null>(null);
/** So many scalars of a single run are read at once. */
const MOST_READ = 50;

let asking = false;
let again = false;
async function read(): Promise<void> {
  const at = crosshair.value;
  if (!at) {
    readings.value = null;
    return;
  }
  again = asking;
  if (asking) return;
  asking = true;
  const { x, smoothing } = view.value;
  const smooth = scalarFacts(at.scalar).isRate ? 0 : smoothing;
  const ids = shownRuns.value.map(({ id }) => id);
  const others = runs.value.length === 1 ? scalars.value.map(({ name }) => name) : [];
  const names = [...new Set([at.scalar, ...others])].slice(0, MOST_READ);
  try {
    const found = await host.call('readAt', { scalars: names, runs: ids, x, at: at.x, smoothing: smooth });
    if (crosshair.value?.scalar === at.scalar)
      readings.value = {
        scalar: at.scalar,
        x: at.x,
        at: new Map(found.filter(({ scalar }) => scalar === at.scalar).map((each) => [each.run, each])),
        all: found,
      };
  } catch {
    readings.value = null;
  } finally {
    asking = false;
    if (again) void read();
  }
}
/** A page may ask fifty times a second for all that it does. */
const readSoon = throttled(100, () => void read());

export function point(scalar: string, x: number, line: string | null, keys = false): void {
  byKeys.value = keys;
  pointed.value = scalar;
  if (line !== null) chosen.value = line;
  const now = crosshair.value;
  if (now?.scalar === scalar && now.x === x) return;
  crosshair.value = { scalar, x };
  readSoon();
}

export function leave(): void {
  crosshair.value = null;
  readSoon();
}

/** The line in front, where it is drawn. */
export const front = computed(() => shownLines.value.find(({ id }) => id === chosen.value) ?? null);

/** Zooms all charts to a range; null takes it back. */
export function zoomTo(range: { from: number; to: number } | null): void {
  marked.value = null;
  keep({ zoom: range });
}

/** The x axis of all charts is logarithmic, or is so no more; a range that begins at 0 is left. */
export function toggleLogX(): void {
  const { x, logarithmicX } = view.value;
  if (x === 'wall') return;
  if (kept.value.zoom && !(kept.value.zoom.from > 0)) zoomTo(null);
  changeView({ logarithmicX: !logarithmicX });
}
