import * as v from 'valibot';
import { nothing } from '../checks.js';
import type { Checks } from '../rpc.js';
import { type ImageItem, type ImageQuery, imageQuery } from './images.js';

/** One row of predictions from files; without scores it has no probability, and no arrays. */
export interface RowItem extends Omit<ImageItem, 'p' | 'surprise'> {
  p: number | null;
  surprise: number | null;
}

export interface RowPage {
  total: number;
  rows: RowItem[];
}

/** The rows of predictions that were read from files. */
export interface RowsApi {
  rows(params: ImageQuery): RowPage;
  /** Reads the files again. */
  readAgain(params: null): void;
}

export const rowsChecks: Checks<RowsApi> = {
  rows: v.parser(imageQuery),
  readAgain: nothing,
};
