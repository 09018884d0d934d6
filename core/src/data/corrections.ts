/** What a person decided of one label of a file: it is right, it is another one, or its item is left out. */
export interface Correction {
  /** Where the item stands in its file, from 0. */
  readonly row: number;
  /** The label that the file has. */
  readonly old: string;
  readonly verdict: 'right' | 'relabelled' | 'leftOut';
  /** Where it is relabelled, the class that it gets: one of the file's. */
  readonly new?: string;
}

/** How many labels of each verdict. */
export type CorrectionCounts = Record<Correction['verdict'], number>;

/** What corrections came to on the rows of a data set. */
export interface Corrected extends CorrectionCounts {
  /** Rows in the file that have another label now, in their order. */
  readonly rows: Uint32Array;
  /** Corrections of a label that the file does not have there; they are not applied. */
  readonly unfit: readonly { row: number; old: string; found: string }[];
}

/** Counts corrections by their verdict. */
export function countCorrections(corrections: readonly Correction[]): CorrectionCounts {
  const counts = { right: 0, relabelled: 0, leftOut: 0 };
  for (const { verdict } of corrections) counts[verdict]++;
  return counts;
}
