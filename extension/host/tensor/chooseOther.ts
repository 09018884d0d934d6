import type { ArrayHeader } from '@surprisal/core';
import type { QuickPickItem, Uri } from 'vscode';
import type { TensorFacts } from '../../protocol/tensor.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';
import { tensorFilters } from './tensorFiles.js';
import type { Compared } from './tensorSubject.js';

/** What tensors are compared with: those of another tab, of their own, or of a file that a person chooses. */
export async function chooseOther(
  own: Compared,
  tabs: readonly Compared[],
  mayBeOwn: boolean,
): Promise<Compared | Uri | undefined> {
  const others = new Map(tabs.map((tab) => [tab.id, tab]));
  others.delete(own.id);
  const items: (QuickPickItem & { tab?: Compared })[] = [
    ...(mayBeOwn ? [{ label: t('Another tensor of this file'), tab: own }] : []),
    ...[...others.values()].map((tab) => ({
      label: tab.title,
      ...(tab.about !== tab.title && { description: tab.about }),
      tab,
    })),
  ];
  if (items.length > 0) {
    const title = t('Compare {0}', own.title);
    const chosen = await prompts.pick([...items, { label: t('Choose a file…') }], { title });
    if (!chosen || chosen.tab) return chosen?.tab;
  }
  return (await prompts.open(t('Compare {0} with', own.title), t('Compare'), tensorFilters()))?.[0];
}

/**
 * Which tensor of a file one is compared with: those of its shape first, and of these the one of its name; undefined where
 * none was chosen.
 */
export async function chooseTensor(
  { name, shape }: TensorFacts,
  arrays: readonly ArrayHeader[],
  /** The place of the tensor itself, where the file is its own. */
  self: number | null,
): Promise<number | undefined> {
  const items = arrays.flatMap((array, at) =>
    at === self ? [] : [{ at, array, isLike: array.shape.join() === shape.join() }],
  );
  if (items.length === 1) return items[0].at;
  const rank = (item: (typeof items)[number]): number => (item.isLike ? 2 : 0) + (item.array.name === name ? 1 : 0);
  items.sort((a, b) => rank(b) - rank(a));
  const chosen = await prompts.pick(
    items.map(({ at, array, isLike }) => ({
      at,
      label: array.name,
      description: t('{0}, {1}', array.shape.join(' × ') || '()', array.dtype),
      ...(!isLike && { detail: t('another shape') }),
    })),
    { title: t('Compare {0} with', name), matchOnDescription: true },
  );
  return chosen?.at;
}
