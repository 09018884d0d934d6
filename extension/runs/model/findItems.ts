import type { ImageQuery } from '../../protocol/inspector/images.js';

/** Indices of all items that match a query, in its order. */
export function findItems(
  { actual, predicted, order }: Omit<ImageQuery, 'offset' | 'count'>,
  labels: Uint8Array,
  predictions: Uint8Array,
  surprise: (index: number) => number,
): number[] {
  const indices: number[] = [];
  for (let i = 0; i < labels.length; i++)
    if ((actual ?? labels[i]) === labels[i] && (predicted ?? predictions[i]) === predictions[i]) indices.push(i);
  if (order === 'index') return indices;
  const sign = order === 'mostSurprising' ? -1 : 1;
  return indices.sort((a, b) => sign * (surprise(a) - surprise(b)) || a - b);
}
