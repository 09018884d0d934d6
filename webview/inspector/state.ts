import { computed, effect, signal } from '@preact/signals';
import {
  classificationReport,
  confusionFromCounts,
  leafOrder,
  normalizeConfusion,
  type ConfusionMatrix,
  type EpochRecord,
} from '@surprisal/core';
import type { LabelsState } from '../../extension/protocol/labels.js';
import type {
  InspectorApi,
  InspectorEvents,
  InspectorState,
  InspectorView,
  Inspected,
  PredictionColumns,
} from '../../extension/protocol/pages.js';
import type { WhyProgress } from '../../extension/protocol/why.js';
import { attempt } from '../shared/failure.js';
import { connect, savePageState, loadPageState, visible } from '../shared/host.js';
import { throttled } from '../shared/media.js';
import type { Scale } from './matrix/colorSteps.js';
import type { Cell } from './matrix/matrixKeys.js';
import { isRows } from './nouns.js';

const COARSE = 0.1;

export type TabId = 'matrix' | 'classes' | 'pairs' | 'why' | 'merge' | 'compare' | 'draw' | 'images' | 'labels';

export const run = signal<Inspected | null>(null);
export const view = signal<InspectorView>({ percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null });
/** A line that a person drew on the pad of the Draw tab. */
export type Stroke = readonly { x: number; y: number }[];
interface Kept {
  tab: TabId;
  run: string;
  epoch: number | null;
  drawing: readonly Stroke[];
}
const kept = loadPageState<Kept>({ tab: 'matrix', run: '', epoch: null, drawing: [] });
/** The epoch that the slider holds; null follows the latest. */
export const heldEpoch = signal<number | null>(kept.epoch);
export const tab = signal<TabId>(kept.tab);
/** What was drawn, which stays while another tab is shown. */
export const drawing = signal(kept.drawing);
/** What the Images tab shows: a cell, a class or all. */
export const filter = signal<{ actual: number | null; predicted: number | null }>({ actual: null, predicted: null });

/** Counts what the host told of other runs. */
export const otherRunsChanged = signal(0);

export const host = connect<InspectorApi, InspectorEvents>({
  state: (state) => hydrate(state),
  epoch: (record) => {
    arrived.push(record);
    settle();
  },
  runs: () => void otherRunsChanged.value++,
  export: (id) => onExport(id),
  labels: (labels) => onLabels(labels),
  why: (how) => onWhy(how),
});

let onWhy: (how: WhyProgress) => void = () => undefined;
/** What is done where the host tells how far an answer to why is. */
export const whenExplaining = (act: typeof onWhy): void => void (onWhy = act);

let onLabels: (labels: LabelsState) => void = () => undefined;
/** What is done where the host tells how it goes with doubtful labels. */
export const whenLabelled = (act: typeof onLabels): void => void (onLabels = act);

let onExport: (id: string | null) => void = () => undefined;
/** What is done where an export is asked for by a command. */
export const whenExporting = (act: typeof onExport): void => void (onExport = act);

/** Epochs of a fast run come faster than anyone sees: they are taken in ten times a second. */
let arrived: EpochRecord[] = [];
const settle = throttled(100, () => {
  if (!run.value || !visible.peek()) return;
  const epochs = new Map([...run.value.epochs, ...arrived].map((record) => [record.epoch, record]));
  arrived = [];
  run.value = { ...run.value, epochs: [...epochs.values()].sort((a, b) => a.epoch - b.epoch) };
});

/** A run that was made from another is compared with it as soon as it has ended. */
const isMade = ({ parent, status }: Inspected): boolean =>
  parent !== undefined && parent.epoch === undefined && status === 'finished';

export function hydrate(state: InspectorState): void {
  const sameRun = (run.value?.id ?? kept.run) === state.run.id;
  if (isMade(state.run) && !(sameRun && (run.value === null || isMade(run.value)))) tab.value = 'compare';
  arrived = [];
  run.value = state.run;
  view.value = state.view;
  // A run that was taken back to the epoch shown goes on from it.
  if (!sameRun || heldEpoch.value === state.run.epochs.at(-1)?.epoch) heldEpoch.value = null;
}

effect(() => {
  if (visible.value && arrived.length > 0) settle();
});

effect(() =>
  savePageState({
    tab: tab.value,
    run: run.value?.id ?? kept.run,
    epoch: heldEpoch.value,
    drawing: drawing.value,
  } satisfies Kept),
);

export const epochs = computed(() => run.value?.epochs ?? []);
export const latest = computed(() => epochs.value.at(-1) ?? null);
export const record = computed(() => epochs.value.find(({ epoch }) => epoch === heldEpoch.value) ?? latest.value);
export const isLatest = computed(() => record.value === latest.value);
/** The epoch whose images, readings and comparisons are shown; null for the latest, which moves on. */
export const shownEpoch = computed(() => (isLatest.value ? null : (record.value?.epoch ?? null)));
export const live = computed(() => run.value?.status === 'running' || run.value?.status === 'preparing');

/** Predictions from files, which have neither epochs nor images; null for a run. */
export const imported = computed(() => run.value?.imported ?? null);
export const isImport = computed(() => run.value?.imported !== undefined);
effect(() => void (isRows.value = isImport.value || run.value?.imageHeight === 1));
/** Whether there is a probability for each item. */
export const hasScores = computed(() => !isImport.value || imported.value?.scores != null);

export const matrix = computed<ConfusionMatrix | null>(() => {
  const counts = (imported.value ?? record.value)?.confusion;
  return counts?.length && run.value ? confusionFromCounts(counts, run.value.classes) : null;
});
export const report = computed(() => matrix.value && classificationReport(matrix.value));
export const shares = computed(() => matrix.value && normalizeConfusion(matrix.value, view.value.percentOf));
/** Shares of the actual class, by which cells are coloured whatever share they print. */
export const rates = computed(() => matrix.value && normalizeConfusion(matrix.value, 'actual'));

/** Models from files may be wrong far more often than those trained here, and then have steps of their own. */
export const scale = computed<Scale>(() => {
  const wrong = (rates.value ?? []).flatMap((row, i) => row.filter((_, j) => i !== j));
  return isImport.value && wrong.some((rate) => rate !== null && rate > COARSE) ? 'coarse' : 'fine';
});

/** While a run goes on the order stays as it was when it was chosen: rows that change places can't be followed. */
let ordered: { run: string; order: readonly number[] } | null = null;
/** Classes in the order of the rows and columns; by similarity as the latest epoch has it, whichever is shown. */
export const order = computed<readonly number[]>(() => {
  const id = run.value?.id ?? '';
  const classes = run.value?.classes ?? [];
  const counts = (imported.value ?? latest.value)?.confusion;
  if (view.value.order === 'class' || !counts?.length) {
    ordered = null;
    return classes.map((_, i) => i);
  }
  if (ordered?.run !== id || !live.value) ordered = { run: id, order: leafOrder(confusionFromCounts(counts, classes)) };
  return ordered.order;
});

/** The cell chosen, or the most confused pair where none is; null while there are no wrong ones. */
export const shownCell = computed<Cell | null>(() => {
  const size = matrix.value?.labels.length ?? 0;
  const { selected } = view.value;
  if (selected && selected.actual < size && selected.predicted < size) return selected;
  let most: Cell | null = null;
  let count = 0;
  matrix.value?.counts.forEach((row, actual) =>
    row.forEach((value, predicted) => {
      if (actual === predicted || value <= count) return;
      most = { actual, predicted };
      count = value;
    }),
  );
  return most;
});

export function change(part: Partial<InspectorView>): void {
  view.value = { ...view.value, ...part };
  attempt(host.call('remember', view.value));
}
export const select = (selected: Cell | null): void => change({ selected });

/** Goes to why a cell is as it is. */
export function explain(cell: Cell): void {
  select(cell);
  tab.value = 'why';
}

export function showImages(actual: number | null, predicted: number | null): void {
  filter.value = { actual, predicted };
  tab.value = 'images';
}

/** Milliseconds that the slider rests before what belongs to its epoch is asked for. */
export const REST = 150;
/** While a run goes on the latest epoch is asked for at most so often, ms. */
export const LIVE_PAUSE = 1000;

const read = signal<{ run: string; epoch: number | null; all: PredictionColumns | null } | null>(null);
/** Loss and confidence of each test image at the epoch shown; null until they come. */
export const readings = computed(() => {
  const { value } = read;
  return value && value.run === run.value?.id && value.epoch === shownEpoch.value ? value.all : null;
});
/** Why they did not come. */
export const readingsTrouble = signal('');
function readAgain(): void {
  const [id, epoch] = [run.peek()?.id ?? '', shownEpoch.peek()];
  const wanted = (): boolean => id === run.peek()?.id && epoch === shownEpoch.peek();
  host.call('predictions', epoch).then(
    (all) => {
      if (!wanted()) return;
      read.value = { run: id, epoch, all };
      readingsTrouble.value = '';
    },
    (error: unknown) => {
      if (wanted()) readingsTrouble.value = error instanceof Error ? error.message : String(error);
    },
  );
}
const readLatest = throttled(LIVE_PAUSE, readAgain);
/** Counts what the person asked for once more. */
export const retries = signal(0);
effect(() => {
  if (retries.value < 0 || !(latest.value ?? imported.value) || !visible.value) return;
  readingsTrouble.value = '';
  if (shownEpoch.value === null) {
    readLatest();
    return;
  }
  if (readings.peek()) return;
  const timer = setTimeout(readAgain, REST);
  return () => clearTimeout(timer);
});
