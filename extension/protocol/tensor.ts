import type {
  ArrayBlock,
  ArrayDifference,
  ArrayPicture,
  ArraySlice,
  ArrayStatistics,
  CopyForm,
  DtypeName,
  HeatMap,
  ImageView,
  NanPlaces,
  Selection,
} from '@surprisal/core';
import * as v from 'valibot';
import type { ArrayRank } from './arrayThread.js';
import { index, nothing } from './checks.js';
import type { Checks } from './rpc.js';

/** Where the numbers lie: a file, or a program that a debugger has stopped. */
export type TensorSource =
  | {
      kind: 'file';
      /** Such as `NPY` or `safetensors`. */
      format: string;
      bytes: number;
      /** Whether it has changed on disk since it was read. */
      changed: boolean;
    }
  | {
      kind: 'program';
      /** What the object is, in the words of its library: its class, its device, its strides. */
      about: string;
      /** The stop at which it was taken, counted from 1 in its session, and where that was. */
      stop: number;
      place: { name: string; file: string; line: number };
      /** `slow`: it has not answered for some seconds. */
      status: 'stopped' | 'ranOn' | 'ended' | 'slow';
      /** Whether this tab stays as it is while another one shows the next stop. */
      kept: boolean;
    };

/** What is known of a tensor before one of its numbers is read. */
export interface TensorFacts {
  name: string;
  shape: number[];
  /** Null where its numbers cannot be read. */
  dtype: DtypeName | null;
  byteOrder: 'little' | 'big' | null;
  order: 'C' | 'F' | null;
  /** How many numbers it has, and in how many bytes. */
  count: number;
  bytes: number;
  /** Why its numbers cannot be read. */
  fault: string | null;
  /** The shape of those that could be shown all the same. */
  part?: number[];
  /** Where these are shown: why they are not all. */
  cut?: string;
}

export interface Sliced {
  /** Which of the tensors, by its place in the list. */
  tensor: number;
  slice: ArraySlice;
}

export interface BlockQuery extends Sliced {
  /** From this row or column of the slice to before that one. */
  rows: [from: number, to: number];
  columns: [from: number, to: number];
}

export interface HeatQuery extends Sliced {
  /** At most so many blocks down and across. */
  height: number;
  width: number;
}

export interface PictureQuery {
  tensor: number;
  /** Where the picture stands on the other axes. */
  selection: Selection;
  view: ImageView;
  /** At most so many pixels. */
  most: number;
}

export interface StatisticsQuery {
  tensor: number;
  selection: Selection;
  /** Reads about so many numbers at most, evenly drawn; null for all. */
  most: number | null;
  bins: number;
  /** Names this question, to tell how far it is and to cancel it. */
  ticket: number;
}

export interface RankQuery extends Sliced {
  value: number;
}

export interface TensorStatistics {
  of: ArrayStatistics;
  /** So many numbers were read, of which all this is; null where all were. */
  sampled: number | null;
}

/** Which tensors are compared: each one of the tab, by its place in the list, with one of the other file. */
export interface DifferenceQuery {
  pairs: { tensor: number; other: number }[];
  ticket: number;
}

/** The tensors of a tab beside those of another file, or of its own. */
export interface TensorComparison {
  /** Counts comparisons: what is known of an earlier one does not hold. */
  number: number;
  /** The other file. */
  title: string;
  /** The tensor of the other file that one was compared with; null where all are compared by their names. */
  one: string | null;
  /** What each is compared with, and its shape. */
  pairs: { tensor: number; other: number; shape: number[] }[];
  /** Names that only the other file has, and how many more there are. */
  onlyThere: string[];
  more: number;
}

export type LossSide = 'target' | 'prediction';

export interface TensorState {
  /** What the tab shows, opaque: a page keeps its slice by it. */
  id: string;
  title: string;
  source: TensorSource;
  /** Empty until the headers are read, and where they cannot be. */
  tensors: TensorFacts[];
  /** How many more there are than a page is told of; none where it is left out. */
  more?: number;
  /** What the file says of itself beside its tensors. */
  notes: { name: string; text: string }[];
  loading: boolean;
  /** Why there is nothing to show. */
  fault: string | null;
  /** Counts readings: numbers of an earlier one are asked for again. */
  reading: number;
  /** The slices that are chosen for a loss, in this tab or another, in words. */
  sides: Record<LossSide, string | null>;
  /** What its tensors are compared with. */
  against: TensorComparison | null;
}

export interface TensorApi {
  hydrate(params: null): TensorState;
  block(params: BlockQuery): ArrayBlock;
  /** Each answer is in the place of its question. */
  heats(params: HeatQuery[]): HeatMap[];
  picture(params: PictureQuery): ArrayPicture;
  statistics(params: StatisticsQuery): TensorStatistics;
  /** How many numbers of a slice are less than one, equal to it, and greater. */
  rank(params: RankQuery): ArrayRank;
  /** Asks a person what a tensor, or all of them by their names, are to be compared with. */
  compare(params: { tensor: number | null }): void;
  endCompare(params: null): void;
  /** Each answer is in the place of its question; where two cannot be compared, why. */
  differences(params: DifferenceQuery): (ArrayDifference | { fault: string })[];
  /** Where a slice and all others along its other axes have NaN; null where that would take too long. */
  nanPlaces(params: Sliced): NanPlaces | null;
  /** Ends what is asked under this ticket; its question fails. */
  cancel(params: number): void;
  /** Puts a slice on the clipboard. */
  copy(params: Sliced & { form: CopyForm }): void;
  /** Takes a slice for a side of a loss, which is computed as soon as both are there. */
  takeSide(params: Sliced & { side: LossSide }): void;
  /** Takes the numbers of a tensor in C order for an array of another shape, as `reshape` does. */
  readAs(params: { tensor: number; shape: number[] }): void;
  /** Shows what can be shown of a tensor that has a fault. */
  showPart(params: number): void;
  /** Reads the file, or asks the program at its present stop, anew. */
  reload(params: null): void;
  /** Leaves this tab of a program as it is. */
  keep(params: null): void;
  /** Goes on waiting for a program that is slow, or leaves it. */
  answer(params: 'wait' | 'cancel'): void;
  /** Shows where the program was stopped. */
  showPlace(params: null): void;
  copyText(params: string): void;
  ping(params: null): void;
}

export interface TensorEvents {
  state: TensorState;
  /** How far a question is, 0 to 1. */
  progress: { ticket: number; share: number };
}

/** Axes of a tensor, numbers of one block, heat maps and comparisons of one question, pixels of one picture. */
const MOST = { rank: 32, block: 20_000, heats: 32, pairs: 64, pixels: 2 ** 20 };

const place = v.pipe(index, v.maxValue(2 ** 53 - 1));
const cut = v.object({
  start: place,
  step: v.pipe(v.number(), v.safeInteger()),
  count: place,
  kept: v.boolean(),
});
const axisIndex = v.pipe(index, v.maxValue(MOST.rank - 1));
const axis = v.nullable(axisIndex);
const selection = v.pipe(v.array(cut), v.maxLength(MOST.rank));
const tensor = v.pipe(index, v.maxValue(2 ** 20));
const sliced = { tensor, slice: v.object({ axes: selection, rows: axis, columns: axis }) };
const size = v.pipe(index, v.minValue(1), v.maxValue(2048));
const span = v.tuple([place, place]);
const number = v.pipe(v.number(), v.finite());

export const tensorChecks: Checks<TensorApi> = {
  hydrate: nothing,
  block: v.parser(
    v.pipe(
      v.object({ ...sliced, rows: span, columns: span }),
      v.check(({ rows, columns }) => {
        const [high, wide] = [rows[1] - rows[0], columns[1] - columns[0]];
        return high >= 0 && wide >= 0 && high * wide <= MOST.block;
      }, 'expected no more numbers than a block has'),
    ),
  ),
  heats: v.parser(v.pipe(v.array(v.object({ ...sliced, height: size, width: size })), v.maxLength(MOST.heats))),
  picture: v.parser(
    v.object({
      tensor,
      selection,
      view: v.object({
        rows: axisIndex,
        columns: axisIndex,
        channels: axis,
        colours: v.picklist([1, 3, 4]),
      }),
      most: v.pipe(index, v.minValue(1), v.maxValue(MOST.pixels)),
    }),
  ),
  statistics: v.parser(
    v.object({
      tensor,
      selection,
      most: v.nullable(v.pipe(index, v.minValue(1))),
      bins: v.pipe(index, v.minValue(1), v.maxValue(1024)),
      ticket: index,
    }),
  ),
  rank: v.parser(v.object({ ...sliced, value: number })),
  nanPlaces: v.parser(v.object(sliced)),
  compare: v.parser(v.object({ tensor: v.nullable(tensor) })),
  endCompare: nothing,
  differences: v.parser(
    v.object({
      pairs: v.pipe(v.array(v.object({ tensor, other: tensor })), v.maxLength(MOST.pairs)),
      ticket: index,
    }),
  ),
  cancel: v.parser(index),
  copy: v.parser(v.object({ ...sliced, form: v.picklist(['json', 'numpy', 'csv']) })),
  takeSide: v.parser(v.object({ ...sliced, side: v.picklist(['target', 'prediction']) })),
  readAs: v.parser(v.object({ tensor, shape: v.pipe(v.array(place), v.maxLength(MOST.rank)) })),
  showPart: v.parser(tensor),
  reload: nothing,
  keep: nothing,
  answer: v.parser(v.picklist(['wait', 'cancel'])),
  showPlace: nothing,
  copyText: v.parser(v.pipe(v.string(), v.maxLength(100_000))),
  ping: nothing,
};
