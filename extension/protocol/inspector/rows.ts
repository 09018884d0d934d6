import * as v from 'valibot';
import { epoch, index, nothing } from '../checks.js';
import type { Checks } from '../rpc.js';
import { type ImageItem, type ImageQuery, imageQuery } from './images.js';

/** One row of predictions from files; without scores it has no probability, and no arrays. */
export interface RowItem extends Omit<ImageItem, 'p' | 'surprise'> {
  /** Where it stands in its file, from 0, if not at its index. */
  row?: number;
  p: number | null;
  surprise: number | null;
  /** What the other columns of the files hold, in their order. */
  extras?: string[];
  /** It is of a list, which shows no scores: the rest of it is asked for when it is opened. */
  partial?: true;
}

export interface RowPage {
  total: number;
  /** How many of all of them are predicted wrong. */
  wrong: number;
  rows: RowItem[];
}

/** The picture that a row names: its bytes, of a form that a page can show, or why there is none. */
export type RowPicture = { index: number } & (
  | { bytes: Uint8Array; type: string }
  /** Of the run itself: `height * width * channels`. */
  | { pixels: Uint8Array; width: number; height: number; channels: 1 | 3 }
  | { problem: string }
  /** The answer was full: it is to be asked for again. */
  | { later: true }
);

/** Rows, and which of the extra columns names their pictures; null where the run has pictures of its own. */
interface PictureQuery {
  column: number | null;
  indices: number[];
}

/** The rows of predictions that were read from files. */
export interface RowsApi {
  rows(params: ImageQuery): RowPage;
  /** Rows by their index, as an epoch predicts them; `whole` ones with all that is known of them. */
  rowsAt(params: { indices: number[]; epoch?: number | null; whole?: boolean | undefined }): RowItem[];
  /** Pictures that rows name, of files inside the folders of the workspace. */
  rowPictures(params: PictureQuery): RowPicture[];
  /** Opens such a file in the editor; of a logged run any file, where a person agrees to a path outside of the workspace. */
  openRowPicture(params: { column: number | null; index: number }): void;
  /** Reads the files again. */
  readAgain(params: null): void;
}

const indices = v.pipe(v.array(index), v.maxLength(100));

export const rowsChecks: Checks<RowsApi> = {
  rows: v.parser(imageQuery),
  rowsAt: v.parser(v.object({ indices, epoch, whole: v.optional(v.boolean()) })),
  rowPictures: v.parser(v.object({ column: v.nullable(index), indices })),
  openRowPicture: v.parser(v.object({ column: v.nullable(index), index })),
  readAgain: nothing,
};
