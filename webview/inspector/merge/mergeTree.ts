import type { ConfusionMatrix, Label, MergeStep } from '@surprisal/core';

/** A class, or a merge of two nodes, in the hierarchy of merges. */
export interface MergeNode {
  /** Names the classes below the node; no other node has it. */
  id: string;
  classes: readonly number[];
  /** Which merge it is, from 0, and what it costs; a class has neither. */
  step?: number;
  cost?: MergeStep & { errors: number };
  children: MergeNode[];
}

/** A node as it stands in the list that a person sees. */
export interface VisibleNode {
  node: MergeNode;
  level: number;
  place: number;
  of: number;
  parent: string | null;
}

/** Items of either group that are read as the other. */
export const errorsBetween = ({ counts }: ConfusionMatrix, a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, i) => b.reduce((rest, j) => rest + (counts[i]?.[j] ?? 0) + (counts[j]?.[i] ?? 0), sum), 0);

/** The hierarchy of merges, from the last one down to the classes. */
export function mergeTree(cm: ConfusionMatrix, steps: readonly MergeStep[]): MergeNode | null {
  const index = new Map(cm.labels.map((label, i) => [label, i]));
  const indices = (group: readonly Label[]): number[] => group.map((label) => index.get(label) ?? 0);
  const idOf = (classes: readonly number[]): string => [...classes].sort((a, b) => a - b).join('-');
  const nodes = new Map<string, MergeNode>();
  cm.labels.forEach((_, i) => nodes.set(idOf([i]), { id: idOf([i]), classes: [i], children: [] }));
  let last: MergeNode | null = null;
  steps.forEach((cost, step) => {
    const [a, b] = [indices(cost.a), indices(cost.b)];
    const classes = [...a, ...b].sort((x, y) => x - y);
    const children = [a, b].flatMap((group) => nodes.get(idOf(group)) ?? []);
    last = { id: idOf(classes), classes, step, cost: { ...cost, errors: errorsBetween(cm, a, b) }, children };
    nodes.set(last.id, last);
  });
  return last;
}

/** The nodes in sight: those of which no parent is folded. */
export function visibleNodes(root: MergeNode, folded: ReadonlySet<string>): VisibleNode[] {
  const seen: VisibleNode[] = [];
  const visit = (node: MergeNode, level: number, place: number, of: number, parent: string | null): void => {
    seen.push({ node, level, place, of, parent });
    if (folded.has(node.id)) return;
    node.children.forEach((child, i) => visit(child, level + 1, i + 1, node.children.length, node.id));
  };
  visit(root, 1, 1, 1, null);
  return seen;
}

/** The groups of two classes and more that the first `cut` merges make. */
export function groupsAt(root: MergeNode | null, cut: number): number[][] {
  if (!root) return [];
  if (root.step !== undefined && root.step < cut) return [[...root.classes]];
  return root.children.flatMap((child) => groupsAt(child, cut));
}

/** How many of the merges make these groups; null where no number of them does. */
export function cutOf(root: MergeNode | null, steps: number, groups: readonly (readonly number[])[]): number | null {
  const named = (list: readonly (readonly number[])[]): string =>
    list
      .map((group) => group.join('-'))
      .sort()
      .join(' ');
  for (let cut = 0; cut <= steps; cut++) if (named(groupsAt(root, cut)) === named(groups)) return cut;
  return null;
}
