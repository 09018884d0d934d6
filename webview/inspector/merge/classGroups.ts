import { computed, effect, signal } from '@preact/signals';
import { mergeClasses, type ConfusionMatrix } from '@surprisal/core';
import { savePageState, loadPageState } from '../../shared/host.js';
import { classes, matrix, nameOfClass, run } from '../state.js';

/** Indices of classes of the run. */
export type Group = readonly number[];

const saved = loadPageState<{ groupsOf: string; groups: Group[] }>({ groupsOf: '', groups: [] });
const state = signal<{ run: string; groups: readonly Group[]; picked: Group }>({
  run: saved.groupsOf,
  groups: saved.groups,
  picked: [],
});
const current = computed(() => {
  const { value } = state;
  const size = run.value?.classes.length ?? 0;
  const fits = value.run === run.value?.id && value.groups.flat().every((index) => index < size);
  return fits ? value : { run: run.value?.id ?? '', groups: [], picked: [] };
});

/** Groups of two classes and more that are taken as one, in order. */
export const groups = computed(() => current.value.groups);
/** Classes that the person picked, to merge them or to train on them alone. */
export const picked = computed(() => current.value.picked);

const change = (part: Partial<{ groups: readonly Group[]; picked: Group }>): void =>
  void (state.value = { ...current.value, ...part });

export const setGroups = (next: readonly Group[]): void =>
  change({
    groups: next
      .filter(({ length }) => length > 1)
      .map((group) => [...group].sort((a, b) => a - b))
      .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
    picked: [],
  });

export const clearPicks = (): void => change({ picked: [] });

/** Picks classes, or lets go of them. */
export function pick(group: Group, on = !group.every((index) => picked.value.includes(index))): void {
  const others = picked.value.filter((index) => !group.includes(index));
  change({ picked: on ? [...others, ...group].sort((a, b) => a - b) : others });
}

/** The classes as they are once merged: each by the indices it stands for. */
export const merged = computed<readonly Group[]>(() =>
  classes.value.flatMap((_, index) => {
    const group = groups.value.find((each) => each.includes(index));
    return !group ? [[index]] : group[0] === index ? [group] : [];
  }),
);

export const nameOf = (group: Group): string => group.map(nameOfClass).join('+');

/** Makes one class of those that are picked. */
export function mergePicked(): void {
  const touched = groups.value.filter((group) => group.some((index) => picked.value.includes(index)));
  const union = [...new Set([...touched.flat(), ...picked.value])];
  setGroups([...groups.value.filter((group) => !touched.includes(group)), union]);
}

/** Takes the picked groups apart. */
export const splitPicked = (): void =>
  setGroups(groups.value.filter((group) => !group.some((index) => picked.value.includes(index))));

/** The matrix with the groups merged. */
export const mergedMatrix = computed<ConfusionMatrix | null>(() => {
  const cm = matrix.value;
  if (!cm) return null;
  return mergeClasses(
    cm,
    groups.value.map((group) => group.map((index) => cm.labels[index] ?? '')),
  );
});

effect(() => savePageState({ groupsOf: current.value.run, groups: current.value.groups }));
