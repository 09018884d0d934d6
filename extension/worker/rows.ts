import { type Dataset, featuresEach, rowInFile } from '@surprisal/core';
import type { TableColumnName } from '../protocol/inspector/table.js';
import { placesIn } from './placesIn.js';

/** Where a column of the file lies among the features. */
export interface Column extends TableColumnName {
  from: number;
  count: number;
}

/** Rows of a run by their number over all sets, as their file has them. */
export class Rows {
  readonly columns: Column[] = [];
  readonly size: number;
  private readonly place: ReturnType<typeof placesIn>;

  constructor(sets: readonly Dataset[]) {
    const [{ columns, table }] = sets;
    this.size = featuresEach(sets[0]);
    this.place = placesIn(sets);
    let from = 0;
    for (let i = 0; from < this.size; i++) {
      const feature = table?.features[i];
      const count = feature?.words?.length ?? 1;
      const name = feature?.name ?? columns?.[from] ?? `x${from}`;
      this.columns.push({ name, ...(feature?.words && { words: [...feature.words] }), from, count });
      from += count;
    }
  }

  features(row: number): Dataset['features'] {
    const { set, at } = this.place(row);
    return set.features.subarray(at * this.size, (at + 1) * this.size);
  }

  label(row: number): number {
    const { set, at } = this.place(row);
    return set.labels[at];
  }

  /** Its number in its file, from 0, and the line that it begins on; -1 where that is no text. */
  inFile(row: number): { row: number; line: number } {
    const { set, at } = this.place(row);
    const number = rowInFile(set, at);
    return { row: number, line: set.table?.lines[number] ?? -1 };
  }

  /** The value of a column: a number, or the place of its word. */
  value(features: ArrayLike<number>, { from, count, words }: Column): number {
    if (!words) return features[from];
    for (let k = 0; k < count; k++) if (features[from + k] === 1) return k;
    return NaN;
  }
}
