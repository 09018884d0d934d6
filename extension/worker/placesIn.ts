import type { Dataset } from '@surprisal/core';

/** Where an item lies by its number over all sets: in which of them, and at which place there. */
export function placesIn(sets: readonly Dataset[]): (item: number) => { set: Dataset; at: number } {
  return (item) => {
    let [at, i] = [item, 0];
    while (i < sets.length - 1 && at >= sets[i].count) at -= sets[i++].count;
    return { set: sets[i], at };
  };
}
