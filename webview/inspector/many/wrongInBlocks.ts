import type { ConfusionMatrix } from '@surprisal/core';
import { blockSpan } from './frame.js';

/** How many items are read wrong and stay within their block. */
export function wrongInBlocks(
  { counts }: ConfusionMatrix,
  order: readonly number[],
  starts: readonly number[],
): number {
  let inside = 0;
  starts.forEach((_, block) => {
    const members = order.slice(...blockSpan(starts, block, order.length));
    for (const actual of members)
      for (const predicted of members) if (actual !== predicted) inside += counts[actual]?.[predicted] ?? 0;
  });
  return inside;
}
