import type { EpochRecord, ExtraColumn, RoundedSums, RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import { index, nothing } from '../checks.js';
import type { Checks, Handlers } from '../rpc.js';
import type { RunSummary } from '../run.js';
import { type CompareApi, compareChecks, type CompareEvents } from './compare.js';
import { type DrawApi, drawChecks } from './draw.js';
import { type EpochsApi, epochsChecks, type EpochsEvents } from './epochs.js';
import { type ExportApi, exportChecks, type ExportEvents } from './export.js';
import { type ImagesApi, imagesChecks } from './images.js';
import { type LabelsApi, labelsChecks, type LabelsEvents } from './labels.js';
import type { LoggedFacts } from './logged.js';
import { type MatrixApi, matrixChecks } from './matrix.js';
import { type MergeApi, mergeChecks } from './merge.js';
import { type RowsApi, rowsChecks } from './rows.js';
import { type TableApi, tableChecks, type TableEvents } from './table.js';
import { type WhyApi, whyChecks, type WhyEvents } from './why.js';

/** The person's choices of looks in an inspector, remembered by the host. */
export interface InspectorView {
  percentOf: 'actual' | 'predicted' | 'all';
  hideDiagonal: boolean;
  /** Of the matrix's rows and columns. */
  order: 'class' | 'similarity';
  selected: { actual: number; predicted: number } | null;
}

/** The predictions of any model, read from files. */
export interface Imported {
  /** What was taken for what, such as `preds.csv: label`. */
  from: { actual: string; predicted: string | null; scores: string | null };
  scores: 'probabilities' | 'logits' | null;
  /** `classes * classes`, actual on the rows; empty where there are more than `limits.matrixClasses`. */
  confusion: Uint32Array;
  /** Rows that are predicted right. */
  right: number;
  /** Mean surprise, nats; null without scores. */
  loss: number | null;
  /** Rows of probabilities that were divided by their sum. */
  normalized: number;
  /** Probabilities that missed 0 or 1 by rounding, and were made it. */
  rounded: number;
  /** Sums that the decimals written explain. */
  sums: RoundedSums | null;
  /** Columns beside labels and scores, as `RowItem` has their texts, and the names of those that found no room. */
  extras: { name: string; is: ExtraColumn['is'] | 'feature' }[];
  leftOut: string[];
  /** So many of the columns the rows of a list have; all, where it is not said. */
  listed?: number;
  /** The run has pictures of its own, one an item. */
  pictures?: boolean;
  /** Counts the readings of the files. */
  version: number;
}

/** An epoch as far as it is known: of a run of another program perhaps nothing but its number. */
export type ShownEpoch = Pick<EpochRecord, 'epoch' | 'confusion'> & Partial<EpochRecord>;

/** What an inspector looks at: a run, or predictions from files. */
export interface Inspected
  extends
    Pick<
      RunSummary,
      | 'id'
      | 'title'
      | 'status'
      | 'message'
      | 'hint'
      | 'classes'
      | 'testCount'
      | 'imageWidth'
      | 'imageHeight'
      | 'imageChannels'
    >,
    Partial<
      Pick<
        RunSummary,
        'parent' | 'weightsFrom' | 'inFiles' | 'columns' | 'corrections' | 'kernel' | 'trainCount' | 'validationCount'
      >
    > {
  epochs: ShownEpoch[];
  /** Of a run that was trained here. */
  config?: RunConfig;
  /** Null where the files of predictions could not be read; `message` says why. */
  imported?: Imported | null | undefined;
  /** Of a run that another program trains. */
  logged?: LoggedFacts;
}

export interface InspectorState {
  run: Inspected;
  view: InspectorView;
  /** What is available here. */
  groups: GroupName[];
  /** The person asked to see it beside this other run. */
  compareWith?: string;
}

/** The page itself, whatever it shows. */
export interface PageApi {
  hydrate(params: null): InspectorState;
  remember(params: InspectorView): void;
  /** Lets the person choose files of predictions. */
  importPredictions(params: null): void;
  ping(params: null): void;
}

/** What the host serves to an inspector, by groups: one that is absent is not available here. */
export interface InspectorGroups {
  page: PageApi;
  matrix: MatrixApi;
  images?: ImagesApi;
  rows?: RowsApi;
  table?: TableApi;
  epochs?: EpochsApi;
  merge?: MergeApi;
  why?: WhyApi;
  compare?: CompareApi;
  labels?: LabelsApi;
  draw?: DrawApi;
  export: ExportApi;
}
export type GroupName = keyof InspectorGroups;

/** The handlers of the groups that are there. */
export type InspectorHandlers = { [G in keyof InspectorGroups]: Handlers<NonNullable<InspectorGroups[G]>> };

/** Every message of every group. */
export interface InspectorApi
  extends
    PageApi,
    MatrixApi,
    ImagesApi,
    RowsApi,
    TableApi,
    EpochsApi,
    MergeApi,
    WhyApi,
    CompareApi,
    LabelsApi,
    DrawApi,
    ExportApi {}

export interface InspectorEvents
  extends EpochsEvents, CompareEvents, ExportEvents, LabelsEvents, TableEvents, WhyEvents {
  state: InspectorState;
  /** News of a logged run that leave its latest epoch as it is. */
  logged: { facts: LoggedFacts; epochs: ShownEpoch[] };
}

export const inspectorChecks: Checks<InspectorApi> = {
  hydrate: nothing,
  remember: v.parser(
    v.object({
      percentOf: v.picklist(['actual', 'predicted', 'all']),
      hideDiagonal: v.boolean(),
      order: v.picklist(['class', 'similarity']),
      selected: v.nullable(v.object({ actual: index, predicted: index })),
    }),
  ),
  importPredictions: nothing,
  ping: nothing,
  ...matrixChecks,
  ...imagesChecks,
  ...rowsChecks,
  ...tableChecks,
  ...epochsChecks,
  ...mergeChecks,
  ...whyChecks,
  ...compareChecks,
  ...labelsChecks,
  ...drawChecks,
  ...exportChecks,
};
