import { everything } from '@surprisal/core';
import { effect, signal } from '@preact/signals';
import { type Asked, SAMPLE } from './answers.js';
import { state } from './state.js';
import { StatisticsQueue } from './statisticsQueue.js';

/** Whether ranges are of all numbers, where a tensor has more than a sample. */
export const readsAll = signal(false);
/** What is known of each tensor, by its place in the list. */
export const statistics = signal<ReadonlyMap<number, Asked>>(new Map());

const queue = new StatisticsQueue(
  (index) => {
    if (!isMissing(index)) return null;
    const { shape, count } = state.value!.tensors[index];
    return { tensor: index, selection: everything(shape), most: readsAll.value || count <= SAMPLE ? null : SAMPLE };
  },
  (index, asked) => (statistics.value = new Map(statistics.value).set(index, asked)),
);
let reading: number | undefined;

/** Ends what is read of all numbers; samples stay. */
export function cancelAll(): void {
  readsAll.value = false;
  queue.end();
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
export const want = (indices: readonly number[]): void => queueMicrotask(() => queue.want(indices));
