import type { Bounds, ImageQuery } from '../../protocol/inspector/images.js';

/** How items are read, each by its index. */
export interface ReadItems {
  actual: Uint16Array;
  predicted: Uint16Array;
  /** -ln of the probability of the actual class, nats. */
  surprise: (index: number) => number;
  /** The probability of the class that it is read as. */
  confidence: (index: number) => number;
}

/** A query without the part of its list that is wanted. */
export type ItemQuery = Omit<ImageQuery, 'offset' | 'count'>;

/** Indices of all items that match a query, in its order. */
export function findItems(
  { actual, predicted, show = 'all', confidence, surprise, order }: ItemQuery,
  items: ReadItems,
): number[] {
  const { actual: labels, predicted: read } = items;
  const indices: number[] = [];
  for (let i = 0; i < labels.length; i++)
    if (
      (actual ?? labels[i]) === labels[i] &&
      (predicted ?? read[i]) === read[i] &&
      (show === 'all' || (labels[i] === read[i]) === (show === 'right')) &&
      within(confidence, items.confidence, i) &&
      within(surprise, items.surprise, i)
    )
      indices.push(i);
  if (order === 'index') return indices;
  const sign = order === 'mostSurprising' ? -1 : 1;
  return indices.sort((a, b) => sign * (items.surprise(a) - items.surprise(b)) || a - b);
}

/** How many of some items are read wrong. */
export const wrongAmong = (
  indices: readonly number[],
  { actual, predicted }: Pick<ReadItems, 'actual' | 'predicted'>,
): number => indices.reduce((sum, index) => sum + Number(actual[index] !== predicted[index]), 0);

/** A value is worked out only where a bound asks for it. */
function within(bounds: Bounds | undefined, valueOf: (index: number) => number, index: number): boolean {
  const { from = null, to = null } = bounds ?? {};
  if (from === null && to === null) return true;
  const value = valueOf(index);
  return value >= (from ?? -Infinity) && value <= (to ?? Infinity);
}
