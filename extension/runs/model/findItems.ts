import type { ImageQuery } from '../../protocol/pages.js';

/** Indices of the items that a query asks for, in its order, all of them. */
export function findItems(
  { actual, predicted, order }: Omit<ImageQuery, 'offset' | 'count'>,
  labels: Uint8Array,
  readAs: Uint8Array,
  surprise: (index: number) => number,
): number[] {
  const found: number[] = [];
  for (let i = 0; i < labels.length; i++)
    if ((actual ?? labels[i]) === labels[i] && (predicted ?? readAs[i]) === readAs[i]) found.push(i);
  if (order === 'index') return found;
  const sign = order === 'mostSurprising' ? -1 : 1;
  return found.sort((a, b) => sign * (surprise(a) - surprise(b)) || a - b);
}
