import type {
  ArrayBlock,
  ArrayDifference,
  ArrayHeader,
  ArrayPicture,
  ArraySlice,
  CopyForm,
  HeatMap,
  NanPlaces,
} from '@surprisal/core';
import type { Disposable, Event, Uri } from 'vscode';
import type { ArrayFile } from './arrayThread.js';
import type { ArrayRank } from '../../protocol/arrayThread.js';
import type {
  BlockQuery,
  HeatQuery,
  PictureQuery,
  RankQuery,
  Sliced,
  StatisticsQuery,
  TensorState,
  TensorStatistics,
} from '../../protocol/tensor.js';

/** What a tab adds nothing to. */
export type SubjectState = Omit<TensorState, 'sides' | 'against'>;

/** A file whose arrays are compared with those of others. */
export interface ComparedFile {
  readonly uri: Uri;
  /** Opens another one beside it. */
  beside(uri: Uri): Promise<ArrayFile>;
  difference(
    tensor: number,
    other: { file: ArrayFile; array: ArrayHeader },
    tell: (share: number) => void,
    stop: AbortSignal,
  ): Promise<ArrayDifference>;
}

/** What a tab of tensors shows: those of a file, or one of a program that a debugger has stopped. */
export interface TensorSubject extends Disposable {
  /** What its tab is called. */
  readonly title: string;
  /** Fires when `state` gives another one. */
  readonly onChange: Event<void>;
  /** What is known now; it waits for nothing. */
  state(): SubjectState;
  block(query: BlockQuery): Promise<ArrayBlock>;
  heats(queries: readonly HeatQuery[]): Promise<HeatMap[]>;
  picture(query: PictureQuery): Promise<ArrayPicture>;
  /** `tell` hears how far it is; it ends with an error where the signal says so. */
  statistics(query: StatisticsQuery, tell: (share: number) => void, stop: AbortSignal): Promise<TensorStatistics>;
  rank(query: RankQuery): Promise<ArrayRank>;
  nanPlaces(query: Sliced): Promise<NanPlaces | null>;
  /** A slice as text, to be pasted or computed with. */
  text(tensor: number, slice: ArraySlice, form: CopyForm): Promise<string>;
  /** Gives a tensor another shape; throws where its numbers do not fit it. Without it shapes stay. */
  readAs?(tensor: number, shape: readonly number[]): void;
  /** Takes what can be shown of a tensor that has a fault for a tensor. */
  showPart?(tensor: number): void;
  /** Without it nothing is compared. */
  readonly compared?: ComparedFile;
  /** Reads anew what it shows. */
  reload(): void;
  /** What only a program has; a file does nothing. */
  keep?(): void;
  answer?(choice: 'wait' | 'cancel'): void;
  showPlace?(): unknown;
}
