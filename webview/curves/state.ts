import { computed, signal } from '@preact/signals';
import {
  type CurveRun,
  type CurvesApi,
  type CurvesBand,
  type CurvesEvents,
  type CurvesState,
  type CurvesView,
  firstCurvesView,
} from '../../extension/protocol/curves.js';
import { attempt } from '../shared/failure.js';
import { connect, loadPageState, savePageState } from '../shared/host.js';
import { throttled } from '../shared/media.js';
import { themeVersion } from '../shared/theme.js';
import { configurationOf, isSeed, namesOf, settingsApart, withOwnSettings } from './configurations.js';
import { looksOf, rampOf, readPalette, type Look } from './looks.js';
import { judge, scalarsOf, type ScalarFacts } from './scalars.js';

export const host = connect<CurvesApi, CurvesEvents>();
export const state = signal<CurvesState | null>(null);
/** The page's own, once it has come: what the host remembers is never newer. */
export const view = signal<CurvesView>(firstCurvesView);

export const hydrate = (): Promise<void> =>
  host.call('hydrate', null).then((first) => {
    view.value = first.view;
    // By it the host knows the tab when it comes back with the window.
    savePageState({ curves: first.id });
    state.value = first;
  });
host.on('state', (next) => (state.value = next));

const tell = throttled(250, () => attempt(host.call('remember', view.value)));
export function changeView(part: Partial<CurvesView>): void {
  view.value = { ...view.value, ...part };
  tell();
}

export const isLogX = computed(() => view.value.logarithmicX && view.value.x !== 'wall');

/** A name is taken out of a list, or put at its end. */
export const toggled = (list: readonly string[], name: string): string[] =>
  list.includes(name) ? list.filter((other) => other !== name) : [...list, name];

/** What the page keeps for its next opening alone. */
interface Kept {
  zoom: { from: number; to: number } | null;
  /** Groups that are folded, and those that are open although the table is there. */
  closed: string[];
  opened: string[];
  colorBy: string | null;
  band: CurvesBand;
  /** The axes of the scatter: a setting, and a scalar with `best` or `last`. */
  setting: string | null;
  measure: string | null;
}
const first: Kept = { zoom: null, closed: [], opened: [], colorBy: null, band: 'range', setting: null, measure: null };
export const kept = signal<Kept>({ ...first, ...loadPageState<{ curvesView?: Partial<Kept> }>({}).curvesView });
export function keep(part: Partial<Kept>): void {
  kept.value = { ...kept.value, ...part };
  savePageState({ curvesView: kept.value });
}

export const runs = computed<CurveRun[]>(() => state.value?.runs.map(withOwnSettings) ?? []);
export const scalars = computed<ScalarFacts[]>(() => scalarsOf(runs.value));
export const hidden = computed(() => new Set(view.value.hidden));
export const shownRuns = computed(() => runs.value.filter(({ id }) => !hidden.value.has(id)));
export const apart = computed(() => settingsApart(runs.value));
/** The scalar whose validation values put runs in order. */
export const judged = computed(() => judge(scalars.value));

/** Of more lines than these the colours of configurations are not told apart. */
export const MANY = 12;
export const isMany = computed(() => runs.value.length > MANY && !view.value.bands);
/** The setting that colours many lines. */
export const colorBy = computed<string | null>(() => {
  if (!isMany.value) return null;
  const keys = apart.value.filter((key) => !isSeed(key));
  const numeric = keys.find((key) => runs.value.some(({ settings }) => typeof settings[key] === 'number'));
  return keys.find((key) => key === kept.value.colorBy) ?? numeric ?? keys[0] ?? null;
});

/** Whether seeds stand in one line; runs that share no clock have no mean. */
export const canBand = computed(
  () => (view.value.x === 'step' || view.value.x === 'epoch') && apart.value.some(isSeed),
);
export const isBanded = computed(() => canBand.value && view.value.bands);

/** A line of the charts: a run, or the seeds of one configuration. */
export interface Line {
  id: string;
  name: string;
  runs: CurveRun[];
  look: Look;
}

const names = computed(() => namesOf(runs.value, true));
const looks = computed(() => looksOf(runs.value));
export const nameOf = (id: string): string => names.value.get(id) ?? id;

/** All lines, of hidden runs too, in the order of the list. */
export const lines = computed<Line[]>(() => {
  const all = runs.value;
  if (isBanded.value) {
    const called = namesOf(all, false);
    const groups = new Map<string, CurveRun[]>();
    for (const run of all) groups.set(configurationOf(run), [...(groups.get(configurationOf(run)) ?? []), run]);
    return [...groups].map(([id, members]) => ({
      id,
      name: called.get(members[0].id) ?? members[0].title,
      runs: members,
      look: { ...(looks.value.get(members[0].id) as Look), tone: 0 },
    }));
  }
  const ramp = colorBy.value === null ? null : rampOf(all, colorBy.value);
  return all.map((run) => {
    const look = looks.value.get(run.id) as Look;
    const place = ramp?.get(run.id);
    return {
      id: run.id,
      name: nameOf(run.id),
      runs: [run],
      look: isMany.value ? { ...look, dash: [], tone: 0, ...(place !== undefined && { ramp: place }) } : look,
    };
  });
});

/** The lines that are drawn; a band has those of its runs that are not hidden. */
export const shownLines = computed<Line[]>(() =>
  lines.value
    .map((line) => ({ ...line, runs: line.runs.filter(({ id }) => !hidden.value.has(id)) }))
    .filter((line) => line.runs.length > 0),
);

export const palette = computed(() => {
  void themeVersion.value;
  return readPalette();
});

/** Shows or hides the runs of a line; `alone` hides all others, or shows all where it was alone. */
export function toggleLine(line: Line, alone = false): void {
  const own = line.runs.map(({ id }) => id);
  const others = runs.value.map(({ id }) => id).filter((id) => !own.includes(id));
  const isHidden = own.every((id) => hidden.value.has(id));
  if (alone) {
    const wasAlone = !isHidden && others.every((id) => hidden.value.has(id));
    changeView({ hidden: wasAlone ? [] : others });
  } else if (isHidden) changeView({ hidden: view.value.hidden.filter((id) => !own.includes(id)) });
  else changeView({ hidden: [...new Set([...view.value.hidden, ...own])] });
}
