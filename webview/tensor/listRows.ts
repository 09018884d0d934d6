import type { TensorFacts } from '../../extension/protocol/tensor.js';
import { t } from '../shared/strings.js';

export type Ordering = 'file' | 'name' | 'bytes' | 'range' | 'difference';
export const orderings = (isCompared: boolean): { value: Ordering; label: string }[] => [
  { value: 'file', label: t('In file order') },
  { value: 'name', label: t('By name') },
  { value: 'bytes', label: t('By bytes') },
  { value: 'range', label: t('By range') },
  ...(isCompared ? [{ value: 'difference' as const, label: t('By difference') }] : []),
];

type ListRow =
  { kind: 'group'; name: string; tensors: number; count: number; bytes: number } | { kind: 'tensor'; index: number };

interface Looked {
  search: string;
  ordering: Ordering;
  folded: ReadonlySet<string>;
  /** How far apart the numbers of a tensor are; null where that is not known. */
  range: (index: number) => number | null;
  /** How far it is from what it is compared with, by its size; null where that is not known. */
  difference: (index: number) => number | null;
}

/** The part of a name before the first dot; empty where there is none. */
export const groupOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf('.')));

/** The rows of the list: in file order by groups, each other order without them. */
export function rowsOf(
  tensors: readonly TensorFacts[],
  { search, ordering, folded, range, difference }: Looked,
): ListRow[] {
  const wanted = search.trim().toLowerCase();
  const found = tensors.flatMap(({ name }, index) => (name.toLowerCase().includes(wanted) ? [index] : []));
  if (ordering !== 'file') {
    const collator = new Intl.Collator('en', { numeric: true });
    const rank: Record<Exclude<Ordering, 'file'>, (a: number, b: number) => number> = {
      name: (a, b) => collator.compare(tensors[a].name, tensors[b].name),
      bytes: (a, b) => tensors[b].bytes - tensors[a].bytes,
      range: (a, b) => (range(b) ?? -1) - (range(a) ?? -1),
      difference: (a, b) => (difference(b) ?? -1) - (difference(a) ?? -1),
    };
    return found.sort(rank[ordering]).map((index) => ({ kind: 'tensor', index }));
  }
  const groups = new Map<string, number[]>();
  for (const index of found) {
    const name = groupOf(tensors[index].name);
    const of = groups.get(name);
    if (of) of.push(index);
    else groups.set(name, [index]);
  }
  return [...groups].flatMap(([name, indices]): ListRow[] => {
    const all = indices.map((index): ListRow => ({ kind: 'tensor', index }));
    if (name === '') return all;
    const sum = (of: 'count' | 'bytes'): number => indices.reduce((total, index) => total + tensors[index][of], 0);
    const head: ListRow = { kind: 'group', name, tensors: indices.length, count: sum('count'), bytes: sum('bytes') };
    return folded.has(name) ? [head] : [head, ...all];
  });
}
