import type { ArrayDifference } from '@surprisal/core';
import { computed, effect, signal } from '@preact/signals';
import { type Asked, askLong, unasked } from './answers.js';
import { state } from './state.js';

/** Questions at a time. */
const AT_ONCE = 2;

/** What the tensors are compared with. */
export const against = computed(() => state.value?.against ?? null);
/** By the place of a tensor: what it is compared with. */
const pairs = computed(() => new Map(against.value?.pairs.map((pair) => [pair.tensor, pair])));
export const pairOf = (tensor: number) => pairs.value.get(tensor) ?? null;
export const isByNames = computed(() => against.value?.one === null);

/** What is known of each pair, by the place of its tensor. */
export const differences = signal<ReadonlyMap<number, Asked<ArrayDifference>>>(new Map());
/** Whether all pairs of one shape are read, one after another, until a person cancels that. */
const isOn = signal(false);
const asking = new Map<number, () => void>();

const isLike = (tensor: number, shape: readonly number[]): boolean =>
  state.value!.tensors[tensor].shape.join() === shape.join();
/** The pairs that can be compared: those of one shape. */
const comparable = computed(() => (against.value?.pairs ?? []).filter(({ tensor, shape }) => isLike(tensor, shape)));
export const isSameShape = (tensor: number): boolean => {
  const pair = pairOf(tensor);
  return pair !== null && isLike(tensor, pair.shape);
};

/** How far all of them are, by the bytes that were read; null where nothing is being read. */
export const progress = computed((): number | null => {
  if (!isOn.value) return null;
  let [done, all] = [0, 0];
  for (const { tensor } of comparable.value) {
    const bytes = state.value!.tensors[tensor].bytes + 1;
    const known = differences.value.get(tensor);
    all += bytes;
    if (known) done += bytes * (known.share ?? 1);
  }
  return all > 0 ? done / all : 1;
});
/** How many pairs are not compared yet. */
export const left = computed(
  () => comparable.value.filter(({ tensor }) => (differences.value.get(tensor) ?? unasked).value === null).length,
);

let last = '';
effect(() => {
  const key = against.value ? `${against.value.number} ${state.value!.reading}` : '';
  if (key === last) return;
  last = key;
  stop();
  differences.value = new Map();
  if (key !== '') go();
});

export function stop(): void {
  isOn.value = false;
  for (const [tensor, end] of asking) {
    end();
    forget(tensor);
  }
  asking.clear();
}

function forget(tensor: number): void {
  const rest = new Map(differences.peek());
  rest.delete(tensor);
  differences.value = rest;
}

/** Reads what is left, and what failed once more. */
export function go(): void {
  for (const [tensor, { value, share }] of differences.peek()) if (value === null && share === null) forget(tensor);
  isOn.value = true;
  ask();
}

function ask(): void {
  for (const { tensor, other } of comparable.peek()) {
    if (asking.size >= AT_ONCE) return;
    if (differences.peek().has(tensor)) continue;
    // What is answered at once is over before it could be ended.
    asking.set(tensor, () => undefined);
    const end = askLong('difference', { tensor, other }, (asked) => {
      differences.value = new Map(differences.peek()).set(tensor, asked);
      if (asked.share !== null) return;
      asking.delete(tensor);
      if (isOn.peek()) ask();
    });
    if (asking.has(tensor)) asking.set(tensor, end);
  }
  if (asking.size === 0) isOn.value = false;
}
