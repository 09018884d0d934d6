import type { ExtraColumn } from '@surprisal/core';

/** What a file says of items by name: texts of each, and the names of their features. */
export interface ItemLists {
  beside: ExtraColumn[];
  columns: string[] | undefined;
}
