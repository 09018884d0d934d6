import type { RunConfig } from '@surprisal/core';
import { membersOf } from './derivedConfig.js';

/** Classes that two runs are compared on, and for each class of either run which of them it is. */
export interface CommonClasses {
  names: string[];
  ofFirst: number[];
  ofSecond: number[];
}

interface Side {
  classes: readonly string[];
  config: Pick<RunConfig, 'data'>;
}

/** The classes of two runs by the labels of their data; labels that either run merges are one class. */
export function commonClasses(first: Side, second: Side): CommonClasses {
  const [a, b] = [first, second].map(({ classes, config }) => membersOf(classes, config.data.merge));
  const longer = a.flat().length >= b.flat().length ? [...a, ...b] : [...b, ...a];
  let groups: string[][] = [];
  for (const members of longer) {
    const touched = groups.filter((group) => group.some((label) => members.includes(label)));
    const union = [...new Set([...touched.flat(), ...members])];
    if (touched.length === 0) groups.push(union);
    else groups = groups.flatMap((group) => (group === touched[0] ? [union] : touched.includes(group) ? [] : [group]));
  }
  const find = (members: string[]): number => groups.findIndex((group) => group.includes(members[0]));
  const names = groups.map((group) => {
    const i = a.findIndex((members) => members.length === group.length && group.includes(members[0]));
    const j = b.findIndex((members) => members.length === group.length && group.includes(members[0]));
    return i >= 0 ? first.classes[i] : j >= 0 ? second.classes[j] : group.join('+');
  });
  return { names, ofFirst: a.map(find), ofSecond: b.map(find) };
}
