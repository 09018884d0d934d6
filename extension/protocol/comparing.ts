import type { ExtraColumn } from '@surprisal/core';
import type { MatchedBy, ModelKind, ModelTable, RunComparison } from './inspector/compare.js';

/** How a model reads its test items, as it is set beside another. */
export interface ComparedModel {
  id: string;
  title: string;
  kind: ModelKind;
  /** Of a run. */
  epoch: number | null;
  classes: readonly string[];
  /** Labels of the data that the run merges. */
  merge?: readonly (readonly string[])[] | undefined;
  actual: Uint16Array;
  predicted: Uint16Array;
  /** -ln of the probability of the actual class, nats, and the probability of what it is read as; null without scores. */
  surprise: Float32Array | null;
  confidence: Float32Array | null;
  /** The images of a run, `size` bytes each, and where each stands in its file. */
  images?: { pixels: Uint8Array; size: number; rows: Uint32Array };
  /** Columns that may name the items of an import. */
  extras: readonly ExtraColumn[];
}

/** Why no items can be told to be the same. */
export type Mismatch =
  | { differ: 'images' }
  /** No id of one stands in the other. */
  | { differ: 'ids'; columns: [string, string] }
  /** Items without ids that are not as many. */
  | { differ: 'counts'; counts: [number, number] }
  /** Of so many items that should be the same the actual classes are not; the first of them. */
  | { differ: 'labels'; count: number; of: number; by: MatchedBy; item: string; classes: [string, string] }
  | { differ: 'classes'; count: number };

/** The measures of several models, and those that could not be set beside the first. */
export interface ComparedTable extends Omit<ModelTable, 'problems'> {
  refused: { id: string; why: Mismatch | 'none' }[];
}

/** Models that a thread matches and measures. */
export interface ComparingApi {
  /** How two models read the items that both were tested on; or why these can't be told. */
  compare(params: { mine: ComparedModel; theirs: ComparedModel }): RunComparison | Mismatch;
  sideBySide(params: { mine: ComparedModel; others: ComparedModel[] }): ComparedTable;
}
