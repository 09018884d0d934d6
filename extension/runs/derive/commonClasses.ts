import { membersOf } from './derivedConfig.js';

/** Classes that some models are compared on, and for each class of each model which of them it is. */
interface CommonClasses {
  names: string[];
  of: number[][];
}

interface Side {
  classes: readonly string[];
  merge?: readonly (readonly string[])[] | undefined;
}

/** The classes of some models by the labels of their data; labels that any of them merges are one class. */
export function commonClasses(...sides: readonly Side[]): CommonClasses {
  const members = sides.map(({ classes, merge }) =>
    membersOf(
      classes,
      merge?.map((group) => [...group]),
    ),
  );
  const longest = members.slice().sort((a, b) => b.flat().length - a.flat().length);
  const groupOf = new Map<string, Set<string>>();
  let groups: Set<string>[] = [];
  for (const labels of longest.flat()) {
    const theirs = new Set(labels.flatMap((label) => groupOf.get(label) ?? []));
    const touched = groups.filter((group) => theirs.has(group));
    const union = new Set([...touched.flatMap((group) => [...group]), ...labels]);
    for (const label of union) groupOf.set(label, union);
    if (touched.length === 0) groups.push(union);
    else groups = groups.flatMap((group) => (group === touched[0] ? [union] : touched.includes(group) ? [] : [group]));
  }
  const find = (labels: readonly string[]): number => groups.indexOf(groupOf.get(labels[0])!);
  const names = groups.map((group) => {
    for (const [side, labels] of members.entries()) {
      const i = labels.findIndex((each) => each.length === group.size && group.has(each[0]));
      if (i >= 0) return sides[side].classes[i];
    }
    return [...group].join('+');
  });
  return { names, of: members.map((each) => each.map(find)) };
}
