import type { FeatureColumn, ScaleRule, TableForm } from '@surprisal/core';
import * as v from 'valibot';
import { index, nothing } from '../checks.js';
import type { Checks } from '../rpc.js';
import { type ImageQuery, imageQuery } from './images.js';

/** A column of the file, and its words where each of them is a feature. */
export interface TableColumnName {
  name: string;
  words?: string[];
}

/** How a table was read, for a script that reads it in the same way. */
export interface ReadForm extends TableForm {
  /** The line that its first row of values begins on, from 0. */
  first: number;
  /** The column of the labels; -1 where they stand in another file. */
  target: number;
  features: readonly FeatureColumn[];
}

/** What a thread reads of the rows of a run: `columns.length` values a test row, words by their place. */
export interface TableRows {
  columns: TableColumnName[];
  /** Columns beyond these, for which there was no room. */
  more: number;
  values: Float64Array;
  /** 1 where a value lies beyond every training row of the row's own class. */
  beyond: Uint8Array;
  /** Where each test row stands in its file, and the line that it begins on there, both from 0; no lines of an array. */
  rows: Uint32Array;
  lines: Uint32Array;
  /** Of each class and column, over the rows trained on: least, lower quartile, middle, upper quartile, greatest; of words the commonest as the middle. */
  quartiles: Float64Array;
  /** Of each column, over the same rows. */
  mean: Float64Array;
  deviation: Float64Array;
  /** Rows trained on, of each class. */
  trained: number[];
  /** How the file that is trained on was read; null of an array. */
  form: ReadForm | null;
}

/** What is known of a table as a whole. */
export interface TableFacts {
  columns: TableColumnName[];
  more: number;
  trainCount: number;
  mean: Float64Array;
  deviation: Float64Array;
  rule: ScaleRule;
  /** Where nothing is scaled and the deviations of columns differ a hundredfold: by how much. */
  factor: number | null;
  /** Where columns are scaled: how much a run with the same settings that scales nothing reads right. */
  unscaled: number | null;
  /** Rows can be opened in their file; else why not. */
  opens: true | string;
}

export interface TableQuery extends ImageQuery {
  /** A row's number, a class, a value, or a condition such as `proline > 800`. */
  search: string;
  /** The columns whose values are wanted, in order. */
  columns: number[];
}

export interface TableRow {
  index: number;
  row: number;
  actual: number;
  predicted: number;
  p: number;
  surprise: number;
  /** One a column that was asked for; words by their place. */
  values: Float64Array;
  beyond: Uint8Array;
}

export interface TablePage {
  total: number;
  /** How many of them are read wrong. */
  wrong: number;
  rows: TableRow[];
}

export interface ColumnImportance {
  /** Log loss of the rows as they are, nats, and how much it rises where a column is shuffled. */
  loss: number;
  rise: Float64Array;
  rows: number;
  shuffles: number;
}

/** The values of a training row near a test row. */
export interface NearRow {
  row: number;
  label: number;
  distance: number;
}

/** One row, and what its values have to do with how it is read. */
export interface TableRowFacts extends TableRow {
  probabilities: Float64Array;
  /** The class that the row is set against: the one it is read as, or of those read right the next likely. */
  other: number;
  /** p of the actual class with one value replaced by the middle of its class. */
  middle: Float64Array;
  /** As `quartiles` has them, of each column, of the actual and of the other class. */
  own: Float64Array;
  against: Float64Array;
  near: NearRow[];
}

export interface TableApi {
  table(params: null): TableFacts;
  tableRows(params: TableQuery): TablePage;
  /** By permutation, at an epoch; null before the first. A new question ends the one before. */
  importance(params: { epoch: number | null }): ColumnImportance | null;
  stopImportance(params: null): void;
  tableRow(params: { index: number; epoch: number | null }): TableRowFacts | null;
  goToRow(params: number): void;
  /** Trains a run like this one, with standardised columns. */
  standardise(params: null): void;
}

export interface TableEvents {
  /** How far the importance is, 0 to 1. */
  importance: number;
}

export const tableChecks: Checks<TableApi> = {
  table: nothing,
  tableRows: v.parser(
    v.object({
      ...imageQuery.entries,
      search: v.pipe(v.string(), v.maxLength(200)),
      columns: v.pipe(v.array(index), v.maxLength(100)),
    }),
  ),
  importance: v.parser(v.object({ epoch: v.nullable(index) })),
  stopImportance: nothing,
  tableRow: v.parser(v.object({ index, epoch: v.nullable(index) })),
  goToRow: v.parser(index),
  standardise: nothing,
};
