import { computed, effect, signal } from '@preact/signals';
import {
  classificationReport,
  confusionFromCounts,
  leafOrder,
  normalizeConfusion,
  type ConfusionMatrix,
  type EpochRecord,
  messageOf,
} from '@surprisal/core';
import type {
  GroupName,
  InspectorApi,
  InspectorEvents,
  InspectorState,
  InspectorView,
  Inspected,
} from '../../extension/protocol/inspector/inspector.js';
import type { PredictionColumns } from '../../extension/protocol/inspector/matrix.js';
import { attempt } from '../shared/failure.js';
import { connect, savePageState, loadPageState, visible } from '../shared/host.js';
import { throttled } from '../shared/media.js';
import type { Scale } from './matrix/colorSteps.js';
import type { Cell } from './matrix/matrixKeys.js';
import { isRows } from './itemNouns.js';

const COARSE = 0.1;

export type TabId = 'matrix' | 'classes' | 'pairs' | 'why' | 'merge' | 'compare' | 'draw' | 'images' | 'labels';

export const run = signal<Inspected | null>(null);
export const view = signal<InspectorView>({ percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null });
/** A line that a person drew on the pad of the Draw tab. */
export type Stroke = readonly { x: number; y: number }[];
interface Saved {
  tab: TabId;
  run: string;
  epoch: number | null;
  drawing: readonly Stroke[];
}
const saved = loadPageState<Saved>({ tab: 'matrix', run: '', epoch: null, drawing: [] });
/** The epoch that the slider holds; null follows the latest. */
export const heldEpoch = signal<number | null>(saved.epoch);
export const tab = signal<TabId>(saved.tab);
/** What was drawn, which stays while another tab is shown. */
export const drawing = signal(saved.drawing);
/** What the Images tab shows: a cell, a class or all. */
export const filter = signal<{ actual: number | null; predicted: number | null }>({ actual: null, predicted: null });

/** The groups of messages that the host answers here. */
const groups = signal<readonly GroupName[]>([]);
export const has = (group: GroupName): boolean => groups.value.includes(group);

export const host = connect<InspectorApi, InspectorEvents>();
host.on('state', hydrate);
host.on('epoch', (record) => {
  arrived.push(record);
  settle();
});

/** A fast run sends more epochs than a person can follow, so the page takes them in at most ten times a second. */
let arrived: EpochRecord[] = [];
const settle = throttled(100, () => {
  if (!run.value || !visible.peek()) return;
  const epochs = new Map([...run.value.epochs, ...arrived].map((record) => [record.epoch, record]));
  arrived = [];
  run.value = { ...run.value, epochs: [...epochs.values()].sort((a, b) => a.epoch - b.epoch) };
});

/** Whether the run was made from another and has ended; the page then opens its comparison. */
const isMade = ({ parent, status }: Inspected): boolean =>
  parent !== undefined && parent.epoch === undefined && status === 'finished';

export function hydrate(state: InspectorState): void {
  const sameRun = (run.value?.id ?? saved.run) === state.run.id;
  if (isMade(state.run) && !(sameRun && (run.value === null || isMade(run.value)))) tab.value = 'compare';
  arrived = [];
  run.value = state.run;
  view.value = state.view;
  groups.value = state.groups;
  // When a run is restored to the epoch shown, the page follows the latest epoch again.
  if (!sameRun || heldEpoch.value === state.run.epochs.at(-1)?.epoch) heldEpoch.value = null;
}

effect(() => {
  if (visible.value && arrived.length > 0) settle();
});

effect(() =>
  savePageState({
    tab: tab.value,
    run: run.value?.id ?? saved.run,
    epoch: heldEpoch.value,
    drawing: drawing.value,
  } satisfies Saved),
);

export const epochs = computed(() => run.value?.epochs ?? []);
export const latest = computed(() => epochs.value.at(-1) ?? null);
export const record = computed(() => epochs.value.find(({ epoch }) => epoch === heldEpoch.value) ?? latest.value);
export const isLatest = computed(() => record.value === latest.value);
/** The epoch whose images, predictions and comparisons are shown; null for the latest, which moves on. */
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
/** Shares of the actual class. They colour the cells, whichever share the cells print. */
export const rates = computed(() => matrix.value && normalizeConfusion(matrix.value, 'actual'));

/** The colour steps. Imported models may be wrong far more often than models trained here, so they can use coarser steps. */
export const scale = computed<Scale>(() => {
  const wrong = (rates.value ?? []).flatMap((row, i) => row.filter((_, j) => i !== j));
  return isImport.value && wrong.some((rate) => rate !== null && rate > COARSE) ? 'coarse' : 'fine';
});

/** The order chosen while a run trains. It stays until the run ends, so that rows do not move while a person reads them. */
let ordered: { run: string; order: readonly number[] } | null = null;
/** The classes in the order of rows and columns. Order by similarity uses the matrix of the latest epoch. */
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

/** The selected cell, else the cell with most errors; null if there are no errors. */
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

/** Opens the Why tab for a cell. */
export function explain(cell: Cell): void {
  select(cell);
  tab.value = 'why';
}

export function showImages(actual: number | null, predicted: number | null): void {
  filter.value = { actual, predicted };
  tab.value = 'images';
}

/** Waits this many ms after the slider stops before its epoch is fetched. */
export const REST = 150;
/** While a run trains, the latest epoch is fetched at most once in this many ms. */
export const LIVE_PAUSE = 1000;

const loaded = signal<{ run: string; epoch: number | null; all: PredictionColumns | null } | null>(null);
/** Loss and confidence of each test image at the epoch shown; null until they are loaded. */
export const predictions = computed(() => {
  const { value } = loaded;
  return value && value.run === run.value?.id && value.epoch === shownEpoch.value ? value.all : null;
});
/** Why they could not be loaded. */
export const predictionsTrouble = signal('');
function loadPredictions(): void {
  const [id, epoch] = [run.peek()?.id ?? '', shownEpoch.peek()];
  const wanted = (): boolean => id === run.peek()?.id && epoch === shownEpoch.peek();
  host.call('predictions', epoch).then(
    (all) => {
      if (!wanted()) return;
      loaded.value = { run: id, epoch, all };
      predictionsTrouble.value = '';
    },
    (error: unknown) => {
      if (wanted()) predictionsTrouble.value = messageOf(error);
    },
  );
}
const loadLatest = throttled(LIVE_PAUSE, loadPredictions);
/** Counts how often the person pressed Retry. */
export const retries = signal(0);
effect(() => {
  if (retries.value < 0 || !(latest.value ?? imported.value) || !visible.value) return;
  predictionsTrouble.value = '';
  if (shownEpoch.value === null) {
    loadLatest();
    return;
  }
  if (predictions.peek()) return;
  const timer = setTimeout(loadPredictions, REST);
  return () => clearTimeout(timer);
});
