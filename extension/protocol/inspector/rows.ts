import * as v from 'valibot';
import { index, nothing } from '../checks.js';
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
}

export interface RowPage {
  total: number;
  rows: RowItem[];
}

/** The picture that a row names: its bytes, of a form that a page can show, or why there is none. */
export type RowPicture = { index: number } & (
  | { bytes: Uint8Array; type: string }
  | { problem: string }
  /** The answer was full: it is to be asked for again. */
  | { later: true }
);

/** Rows, and which of the extra columns names their pictures. */
interface PictureQuery {
  column: number;
  indices: number[];
}

/** The rows of predictions that were read from files. */
export interface RowsApi {
  rows(params: ImageQuery): RowPage;
  /** Rows by their index. */
  rowsAt(params: number[]): RowItem[];
  /** Pictures that rows name, of files inside the folders of the workspace. */
  rowPictures(params: PictureQuery): RowPicture[];
  /** Opens such a file in the editor. */
  openRowPicture(params: { column: number; index: number }): void;
  /** Reads the files again. */
  readAgain(params: null): void;
}

const indices = v.pipe(v.array(index), v.maxLength(100));

export const rowsChecks: Checks<RowsApi> = {
  rows: v.parser(imageQuery),
  rowsAt: v.parser(indices),
  rowPictures: v.parser(v.object({ column: index, indices })),
  openRowPicture: v.parser(v.object({ column: index, index })),
  readAgain: nothing,
};
