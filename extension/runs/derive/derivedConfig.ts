import type { RunConfig } from '@surprisal/core';

/** Whether a class is called by these labels, in any order: `4+9` by 9 and 4. */
function isNamedBy(name: string, labels: readonly string[]): boolean {
  if (labels.length === 1) return name === labels[0];
  return labels.some(
    (label, i) =>
      name.startsWith(`${label}+`) &&
      isNamedBy(
        name.slice(label.length + 1),
        labels.filter((_, k) => k !== i),
      ),
  );
}

/** The labels of the data that each class of a run stands for: one, or those that the run merges. */
export function membersOf(classes: readonly string[], merge: readonly string[][] = []): string[][] {
  return classes.map((name) => merge.find((group) => isNamedBy(name, group)) ?? [name]);
}

/** The labels that stand in the files for each class: where classes have names of their own, the numbers of these. */
export function labelGroups(classes: readonly string[], { merge, classNames }: RunConfig['data']): string[][] {
  const labelOf = (name: string): string => (classNames ? String(classNames.indexOf(name)) : name);
  return membersOf(classes, merge).map((group) => group.map(labelOf));
}

/** The settings of a run like `parent` in which groups of its classes, given by index, are learned as one. */
export function mergedConfig(parent: RunConfig, classes: readonly string[], groups: readonly number[][]): RunConfig {
  const groupOf = (index: number): number[] => groups.find((group) => group.includes(index)) ?? [index];
  const made = classes.map((_, index) => groupOf(index)).filter((group, i) => Math.min(...group) === i);
  return derived(parent, classes, made);
}

/** The settings of a run like `parent` on some of its classes alone, given by index. */
export function onlyConfig(parent: RunConfig, classes: readonly string[], chosen: readonly number[]): RunConfig {
  const config = derived(
    parent,
    classes,
    [...chosen].sort((a, b) => a - b).map((index) => [index]),
  );
  const members = membersOf(classes, parent.data.merge);
  return {
    ...config,
    data: { ...config.data, classes: classes.flatMap((_, i) => (chosen.includes(i) ? members[i] : [])) },
  };
}

/** Each entry of `made` is a class of the new run: the indices of those of the parent that it is made of. */
function derived(parent: RunConfig, classes: readonly string[], made: readonly number[][]): RunConfig {
  const members = membersOf(classes, parent.data.merge);
  const merge = made.map((group) => group.flatMap((index) => members[index])).filter(({ length }) => length > 1);
  const { merge: _, ...data } = parent.data;
  const { classWeights } = parent.loss;
  // A class that is made of several has their mean weight.
  const weigh = (weights: number[]): number[] =>
    made.map((group) => group.reduce((sum, index) => sum + weights[index], 0) / group.length);
  return {
    ...parent,
    data: { ...data, ...(merge.length > 0 && { merge }) },
    loss: { ...parent.loss, classWeights: Array.isArray(classWeights) ? weigh(classWeights) : classWeights },
  };
}
