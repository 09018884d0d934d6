import { everything } from '@surprisal/core';
import { effect, signal } from '@preact/signals';
import { type Asked, askStatistics, SAMPLE } from './answers.js';
import { state } from './state.js';

/** Bars of a small histogram, and questions at a time. */
const BARS = 40;
const AT_ONCE = 3;

/** Whether ranges are of all numbers, where a tensor has more than a sample. */
export const readsAll = signal(false);
/** What is known of each tensor, by its place in the list. */
export const statistics = signal<ReadonlyMap<number, Asked>>(new Map());

/** What is being asked, and how that is ended. */
const asking = new Map<number, () => void>();
let wanted: readonly number[] = [];
let reading: number | undefined;

/** Ends what is read of all numbers; samples stay. */
export function cancelAll(): void {
  readsAll.value = false;
  for (const end of asking.values()) end();
  asking.clear();
}

/** What is said of a reading that is over is not kept. */
effect(() => {
  if (reading === state.value?.reading) return;
  reading = state.value?.reading;
  cancelAll();
  statistics.value = new Map();
});

/** Whether less is known of a tensor than is wanted, and it can be read. */
export function isMissing(index: number): boolean {
  const facts = state.value?.tensors[index];
  const known = statistics.value.get(index);
  if (!facts || facts.fault !== null) return false;
  return known === undefined || (readsAll.value && known.value?.sampled != null);
}

/** How far apart the numbers of a tensor are; null where that is not known. */
export function rangeOf(index: number): number | null {
  const of = statistics.value.get(index)?.value?.of;
  return of && of.min !== null && of.max !== null ? of.max - of.min : null;
}

/** Asks for what is missing of these tensors, in their order, in place of what was wanted before. */
export function want(indices: readonly number[]): void {
  wanted = indices;
  queueMicrotask(ask);
}

function ask(): void {
  for (const index of wanted) {
    if (asking.size >= AT_ONCE) return;
    if (asking.has(index) || !isMissing(index)) continue;
    const { shape, count } = state.value!.tensors[index];
    const most = readsAll.value || count <= SAMPLE ? null : SAMPLE;
    const end = askStatistics(index, everything(shape), most, BARS, (asked) => {
      if (asked.share !== null) return;
      asking.delete(index);
      statistics.value = new Map(statistics.value).set(index, asked);
      ask();
    });
    asking.set(index, end);
  }
}
