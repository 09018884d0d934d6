import { computed, effect, signal } from '@preact/signals';
import { messageOf } from '@surprisal/core';
import type { ColumnImportance, TableFacts } from '../../../extension/protocol/inspector/table.js';
import { isTable, host, latest, live, record, retries, run, shownEpoch, tab } from '../state.js';

/** The most columns that one row of the list shows. */
export const MOST_COLUMNS = 100;

/** So many columns are shuffled without being asked for. */
const QUICK = 500;

/** What is known of the table of this run. */
export const facts = signal<TableFacts | null>(null);
export const factsTrouble = signal('');

/** How much each column matters at an epoch, or how far the answer is. */
export interface Importance {
  key: string;
  share: number;
  found: ColumnImportance | null;
  stopped: boolean;
  trouble: string;
}
export const importance = signal<Importance | null>(null);
const keyNow = computed(() => `${run.value?.id} ${record.value?.epoch} ${record.value?.testLoss}`);
/** Of the epoch that is shown. */
export const importanceNow = computed(() => (importance.value?.key === keyNow.value ? importance.value : null));

host.on('importance', (share) => {
  const { value } = importance;
  if (value && !value.found) importance.value = { ...value, share };
});

export function askImportance(): void {
  const key = keyNow.peek();
  importance.value = { key, share: 0, found: null, stopped: false, trouble: '' };
  const done = (part: Partial<Importance>): void => {
    if (importance.value?.key === key && !importance.value.stopped) importance.value = { ...importance.value, ...part };
  };
  host.call('importance', { epoch: shownEpoch.peek() }).then(
    (found) => done({ found }),
    (error: unknown) => done({ trouble: messageOf(error) }),
  );
}

export function stopImportance(): void {
  if (importance.value) importance.value = { ...importance.value, stopped: true };
  void host.call('stopImportance', null);
}

/** The columns in the order in which they are shown: the most important first, or as the file has them. */
export const columnOrder = computed<number[]>(() => {
  const columns = facts.value?.columns ?? [];
  const rise = importanceNow.value?.found?.rise ?? importance.value?.found?.rise;
  const order = columns.map((_, i) => i);
  return rise ? order.sort((a, b) => rise[b] - rise[a]) : order;
});

let loadedOf = '';
const isShown = computed(() => isTable.value && tab.value === 'images');
effect(() => {
  const id = run.value?.id ?? '';
  if (!isShown.value || retries.value < 0 || (loadedOf === id && facts.peek())) return;
  loadedOf = id;
  facts.value = null;
  factsTrouble.value = '';
  host.call('table', null).then(
    (found) => {
      if (loadedOf === id) facts.value = found;
    },
    (error: unknown) => {
      if (loadedOf === id) factsTrouble.value = messageOf(error);
    },
  );
});
/** Asked for by itself once training rests; while a run goes on, or at an earlier epoch, by a press. */
effect(() => {
  if (!isShown.value || live.value || !facts.value || !latest.value || shownEpoch.value !== null) return;
  if (facts.value.columns.length + facts.value.more > QUICK) return;
  if (importance.peek()?.key !== keyNow.value) askImportance();
});
