import type {
  ArrayBlock,
  ArrayDifference,
  ArrayHeader,
  ArrayPicture,
  ArraySlice,
  ArrayStatistics,
  ComplexPart,
  CopyForm,
  FoundArrays,
  HeatMap,
  ImageView,
  NanPlaces,
  Selection,
} from '@surprisal/core';

/** Where a file is: by its path where the thread can read it by ranges, else all its bytes. */
export type ArrayPlace = { readonly path: string } | { readonly bytes: Uint8Array };

/** A question about a file that is open; `ask` is a number of the asker's own, to cancel it and to hear how far it is. */
export interface OfArray {
  ask: number;
  /** The number that the file was opened with. */
  file: number;
  /** The array as `openArrays` gave it, perhaps in another shape. */
  array: ArrayHeader;
}

/** From the first that is shown to the one after the last. */
export interface CellRange {
  rows: readonly [from: number, to: number];
  columns: readonly [from: number, to: number];
}

/**
 * What a thread answers about arrays in files. A file stays open until it is closed, and is never read wholly where it can
 * be read by ranges. Questions may be asked while others are answered; a long one gives way to them.
 * A file that has changed since it was opened is an error whose `argument` is `changed`.
 */
export interface ArrayApi {
  openArrays(params: { file: number; name: string; place: ArrayPlace }): FoundArrays;
  closeArrays(params: { file: number }): null;
  arrayBlock(params: OfArray & CellRange & { slice: ArraySlice }): ArrayBlock;
  /** In at most so many blocks down and across. */
  arrayHeat(params: OfArray & { slice: ArraySlice; height: number; width: number; part?: ComplexPart }): HeatMap;
  arrayStatistics(
    params: OfArray & {
      selection: Selection;
      part?: ComplexPart;
      /** Bins of the histogram; none where it is left out. */
      bins?: number;
      /** The range of the histogram, where it is not that of the numbers. */
      range?: readonly [from: number, to: number];
    },
  ): ArrayStatistics;
  /** How many numbers of a selection are less than one, equal to it, and greater. */
  arrayRank(params: OfArray & { selection: Selection; value: number; part?: ComplexPart }): ArrayRank;
  /** Where a slice and all others along its other axes have NaN. */
  arrayNan(params: OfArray & { slice: ArraySlice }): NanPlaces;
  /** A picture of at most so many pixels; other axes are at the first index of the selection. */
  arrayPicture(params: OfArray & { selection: Selection; view: ImageView; most: number }): ArrayPicture;
  /** How it differs from another array of its shape, of this or of another file that is open. */
  arrayDifference(params: OfArray & { other: Pick<OfArray, 'file' | 'array'> }): ArrayDifference;
  copyArray(params: OfArray & { slice: ArraySlice; form: CopyForm }): string;
  /** Ends a question, which then fails with an error whose `argument` is `cancelled`. */
  cancelArray(params: { ask: number }): null;
}

export interface ArrayRank {
  below: number;
  equal: number;
  above: number;
}

export interface ArrayEvents {
  /** How far a question is, from 0 to 1; ten times a second at most. */
  arrayProgress: { ask: number; share: number };
}
