import type { ArrayDifference } from '@surprisal/core';
import { computed, effect, signal } from '@preact/signals';
import { type Asked, askLong, unasked } from './answers.js';
import { state } from './state.js';

/** Pairs of one question, and bytes of its tensors, unless it is of one alone. */
const TOGETHER = 64;
const BYTES = 2 ** 24;

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
/** What is asked now, and how that is ended. */
let asking: { tensors: number[]; end: () => void } | null = null;

export const isSameShape = (tensor: number): boolean =>
  state.value!.tensors[tensor].shape.join() === pairOf(tensor)?.shape.join();
/** The pairs that can be compared: those of one shape. */
const comparable = computed(() => (against.value?.pairs ?? []).filter(({ tensor }) => isSameShape(tensor)));

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
  asking?.end();
  forget(asking?.tensors ?? []);
  asking = null;
}

function forget(tensors: readonly number[]): void {
  if (tensors.length === 0) return;
  const rest = new Map(differences.peek());
  for (const tensor of tensors) rest.delete(tensor);
  differences.value = rest;
}

/** Reads what is left, and what failed once more. */
export function go(): void {
  forget([...differences.peek()].flatMap(([tensor, { value, share }]) => (!value && share === null ? [tensor] : [])));
  isOn.value = true;
  if (!asking) ask();
}

/** The next pairs: few large ones, or many small ones. */
function nextPairs(): { tensor: number; other: number }[] {
  const some: { tensor: number; other: number }[] = [];
  let bytes = 0;
  for (const { tensor, other } of comparable.peek()) {
    if (differences.peek().has(tensor)) continue;
    bytes += state.peek()!.tensors[tensor].bytes;
    if (some.length > 0 && (some.length >= TOGETHER || bytes > BYTES)) break;
    some.push({ tensor, other });
  }
  return some;
}

function ask(): void {
  const some = nextPairs();
  if (some.length === 0) {
    isOn.value = false;
    return;
  }
  const tensors = some.map(({ tensor }) => tensor);
  const end = askLong('differences', { pairs: some }, ({ value, trouble, share }) => {
    const all = new Map(differences.peek());
    tensors.forEach((tensor, i) => {
      const of = value?.[i] ?? null;
      all.set(tensor, of && 'fault' in of ? { ...unasked, trouble: of.fault } : { value: of, trouble, share });
    });
    differences.value = all;
    if (share !== null) return;
    // An ended question is not heard of any more, so that this is the one that is asked.
    asking = null;
    ask();
  });
  asking = { tensors, end };
}
