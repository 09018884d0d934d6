import { computed, effect, signal } from '@preact/signals';
import {
  classBlocks,
  classificationReport,
  confusionFromCounts,
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
  ShownEpoch,
} from '../../extension/protocol/inspector/inspector.js';
import { isActive } from '../../extension/protocol/runState.js';
import type { PredictionColumns } from '../../extension/protocol/inspector/matrix.js';
import { attempt } from '../shared/failure.js';
import { connect, savePageState, loadPageState, visible } from '../shared/host.js';
import { throttled } from '../shared/media.js';
import { growingTree, type Wanted } from './many/growingTree.js';
import { MANY } from './many/heatCells.js';
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
/** The other run that the person selected beside this one. */
export const compareWith = signal<string | null>(null);

/** The groups of messages that the host answers here. */
const groups = signal<readonly GroupName[]>([]);
export const has = (group: GroupName): boolean => groups.value.includes(group);

export const host = connect<InspectorApi, InspectorEvents>();
host.on('state', hydrate);
host.on('logged', ({ facts, epochs: told }) => {
  if (!run.value) return;
  const old = run.value.epochs;
  const same = told.length === old.length && told.every((each, i) => each.testAccuracy === old[i]?.testAccuracy);
  run.value = { ...run.value, logged: facts, epochs: same ? old : told };
});
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
  if (state.compareWith !== undefined) {
    tab.value = 'compare';
    compareWith.value = state.compareWith;
  }
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

const runId = computed(() => run.value?.id ?? '');
export const epochs = computed(() => run.value?.epochs ?? []);
export const classes = computed(() => run.value?.classes ?? []);
export const nameOfClass = (index: number): string => classes.value[index] ?? '';
/** The size of its images, pixels. */
export const imageSize = computed(() => {
  const { imageWidth: width = 0, imageHeight: height = 0, imageChannels: channels = 1 } = run.value ?? {};
  return { width, height, channels };
});
export const latest = computed(() => epochs.value.at(-1) ?? null);
export const record = computed(() => epochs.value.find(({ epoch }) => epoch === heldEpoch.value) ?? latest.value);
export const isLatest = computed(() => record.value === latest.value);
/** The epoch whose images, predictions and comparisons are shown; null for the latest, which moves on. */
export const shownEpoch = computed(() => (isLatest.value ? null : (record.value?.epoch ?? null)));
export const live = computed(() => {
  const status = run.value?.status;
  return status !== undefined && status !== 'paused' && isActive(status);
});

/** A run that another program trains. */
export const logged = computed(() => run.value?.logged ?? null);
/** Predictions of another program: from files, without epochs, or of a logged run; null for a run that was trained here. */
export const imported = computed(() => run.value?.imported ?? null);
export const isImport = computed(() => run.value?.imported !== undefined);
/** The items of the run are rows of a table: one line of features each. */
export const isTable = computed(() => has('table') && run.value?.imageHeight === 1);
/** Each image lies in a file of its own. */
export const inFiles = computed(() => run.value?.inFiles === true);
/** Items are listed as rows, without pictures. */
export const listsRows = computed(() => isTable.value || (isImport.value && has('rows')));
effect(() => void (isRows.value = (isImport.value && !imported.value?.pictures) || run.value?.imageHeight === 1));
/** Whether there is a probability for each item. */
export const hasScores = computed(
  () => !isImport.value || (isLatest.value ? imported.value?.scores != null : predictions.value !== null),
);

/** The matrix of an epoch of which the page was sent none; it is asked for where the slider rests. */
const askedMatrix = signal<{ key: string; counts: Uint32Array | null } | null>(null);
/** Why it could not be had. */
export const matrixTrouble = signal('');
/** An epoch that is trained once more is another one. */
const matrixKey = ({ epoch, testLoss }: ShownEpoch): string => `${run.value?.id} ${epoch} ${testLoss}`;
/** Empty while they are on their way, null where they are not known. */
const countsOf = (now: ShownEpoch): Uint32Array | null => {
  const { value } = askedMatrix;
  return now.confusion.length === 0 && value?.key === matrixKey(now) ? value.counts : now.confusion;
};
export const matrixIsUnknown = computed(() => record.value !== null && countsOf(record.value) === null);
const matrixOf = (counts: Uint32Array | null): ConfusionMatrix | null =>
  counts?.length && classes.value.length > 0 ? confusionFromCounts(counts, classes.value) : null;
const latestMatrix = computed(() =>
  matrixOf(imported.value ? imported.value.confusion : latest.value && countsOf(latest.value)),
);
export const matrix = computed(() =>
  isLatest.value ? latestMatrix.value : matrixOf(record.value && countsOf(record.value)),
);
export const report = computed(() => matrix.value && classificationReport(matrix.value));
/** The share of a cell in all items of its actual or predicted class, or in all; null where there are none. */
export function shareOf({ actual, predicted }: Cell, of = view.value.percentOf): number | null {
  const numbers = report.value;
  const { support = 0 } = numbers?.classes[actual] ?? {};
  const whole = of === 'actual' ? support : of === 'all' ? numbers?.total : numbers?.classes[predicted]?.predicted;
  return whole ? (matrix.value?.counts[actual]?.[predicted] ?? 0) / whole : null;
}
/** The share of the actual class. It colours a cell, whichever share the cell prints. */
export const rateOf = (cell: Cell): number | null => shareOf(cell, 'actual');

/** More than this are not put in the order of a tree. */
const MOST_IN_TREE = 1024;
/** Of an import that is read right less often than this the steps of many classes are coarse. */
const LOW = 0.6;
export const isMany = computed(() => (run.value?.classes.length ?? 0) >= MANY);

/** The colour steps. Imported models may be wrong far more often than models trained here, so they can use coarser steps. */
export const scale = computed<Scale>(() => {
  if (isMany.value) return isImport.value && (report.value?.accuracy ?? 1) < LOW ? 'manyCoarse' : 'many';
  if (!isImport.value) return 'fine';
  const isOften = (actual: number, predicted: number): boolean =>
    actual !== predicted && (rateOf({ actual, predicted }) ?? 0) > COARSE;
  const often = matrix.value?.counts.some((row, actual) => row.some((_, predicted) => isOften(actual, predicted)));
  return often ? 'coarse' : 'fine';
});

/** How many classes are ordered, and into how many blocks they are cut. */
const savedMany = loadPageState<{ manyOrder: InspectorView['order']; blockCount: number | null }>({
  manyOrder: 'similarity',
  blockCount: null,
});
export const manyOrder = signal(savedMany.manyOrder);
/** Null takes as many as suit the number of classes. */
export const blockCount = signal(savedMany.blockCount);
effect(() => savePageState({ manyOrder: manyOrder.value, blockCount: blockCount.value }));
export const ordering = computed(() => (isMany.value ? manyOrder.value : view.value.order));

const wantedTree = computed<Wanted | null>(() => {
  const { value: cm } = latestMatrix;
  if (ordering.value === 'class' || !cm || classes.value.length > MOST_IN_TREE) return null;
  return { run: runId.value, cm, live: live.value };
});
/** The classes by similarity, in the matrix of the latest epoch; null where they stand in their own order. */
const tree = growingTree(wantedTree);
/** The order by similarity is on its way; until it is there the classes stand in their own. */
export const ordersNow = computed(() => wantedTree.value !== null && tree.value === null);
/** The classes in the order of rows and columns. */
export const order = computed<readonly number[]>(() => tree.value?.order ?? classes.value.map((_, i) => i));
/** How many blocks many classes are cut into. */
export const blockNumber = computed(() => {
  const size = classes.value.length;
  return Math.min(size, Math.max(1, blockCount.value ?? Math.round(1.2 * Math.sqrt(size))));
});
/** Where the blocks of many classes begin; none where they do not stand in the order of a tree. */
export const blockStarts = computed<readonly number[]>(() =>
  isMany.value && tree.value ? classBlocks(tree.value, blockNumber.value) : [],
);

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

/** Opens an item of the test part as a JSON document, with its scores at the epoch shown, or copies it so. */
export const openItem = (index: number): void => attempt(host.call('openItem', { index, epoch: shownEpoch.peek() }));
export const copyItem = (index: number): void => attempt(host.call('copyItem', { index, epoch: shownEpoch.peek() }));

/** Opens the file of an image of the test part. */
export const openFile = (index: number): void => attempt(host.call('openImageFile', index));

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
/** Log loss on the test part or the imported rows at the epoch shown, nats; null while it is not known. */
export const shownLogLoss = computed<number | null>(() => {
  const { value: now } = record;
  return now ? (now.testLogLoss ?? meanSurprise(predictions.value)) : (imported.value?.loss ?? null);
});
/** Records of earlier versions have no log loss: it comes from how the kept weights read the test part. */
const meanSurprise = (all: PredictionColumns | null): number | null =>
  all?.surprise ? all.surprise.reduce((sum, each) => sum + each, 0) / all.surprise.length : null;
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
  const now = record.value;
  matrixTrouble.value = '';
  if (retries.value < 0 || !visible.value || !now || countsOf(now)?.length !== 0) return;
  if (isLatest.value && imported.value) return;
  const key = matrixKey(now);
  let wanted = true;
  const ask = (): void => {
    host.call('matrix', now.epoch).then(
      (counts) => wanted && (askedMatrix.value = { key, counts }),
      (error: unknown) => wanted && (matrixTrouble.value = messageOf(error)),
    );
  };
  const timer = setTimeout(ask, isLatest.value ? 0 : REST);
  return () => {
    wanted = false;
    clearTimeout(timer);
  };
});
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
