import type {
  ArrayBlock,
  ArrayDifference,
  ArrayPicture,
  ArraySlice,
  CopyForm,
  HeatMap,
  NanPlaces,
} from '@surprisal/core';
import type { Disposable, Event } from 'vscode';
import type { ArrayFile, ArrayThread, FiledArray } from './arrayThread.js';
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

/** The tensors of a tab as they can be compared; `thread` is the one that reads all of them. */
export interface Compared {
  /** Tells it apart from others: the address of a file. */
  readonly id: string;
  readonly title: string;
  /** Where it is. */
  readonly about: string;
  /** Opens its tensors for a comparison of another tab. */
  open(thread: ArrayThread): Promise<ArrayFile>;
  difference(
    thread: ArrayThread,
    tensor: number,
    other: FiledArray,
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
  readonly compared?: Compared;
  /** Reads anew what it shows. */
  reload(): void;
  /** What only a program has; a file does nothing. */
  keep?(): void;
  answer?(choice: 'wait' | 'cancel'): void;
  showPlace?(): unknown;
}
