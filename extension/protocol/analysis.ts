import type { LabRun, NamedBytes } from '@surprisal/core';
import type { ComparingApi } from './comparing.js';
import type { DoubtfulLabels } from './inspector/labels.js';
import type { ItemLists } from './itemLists.js';
import type { ColumnImportance, NearRow, TableRows } from './inspector/table.js';
import type { Why } from './inspector/why.js';
import type { LabParams } from './lab.js';
import type { ProjectData } from './project.js';
import type { StartParams } from './training.js';
import type { WeightsApi } from './weights.js';

/** A trained network and the data it was trained on: what most questions are about. */
export interface Model extends Pick<StartParams, 'config' | 'files' | 'kernels'> {
  checkpoint: NamedBytes;
}

/** The thread finds doubtful labels of a run's training images. */
export interface LabelsParams
  extends Pick<StartParams, 'config' | 'files' | 'kernels'>, Partial<Pick<StartParams, 'threads'>> {
  /** Turns this share of the labels wrong first, by a seed, to see how many of those are found. */
  flip?: { share: number; seed: number };
}

/** The question to the thread: images of the test part by their index, the errors of the cell and some read right. */
export interface WhyParams extends Model {
  actual: number;
  predicted: number;
  errors: Uint32Array;
  right: Uint32Array;
}

/** The question about one row of the test part: what stands in the middle of its class, column by column; NaN where nothing does. */
export interface TableRowParams extends Model {
  index: number;
  middles: Float64Array;
}

/** The question how much worse a network reads when a column is shuffled. */
export interface ImportanceParams extends Model, Partial<Pick<StartParams, 'threads'>> {}

/** Long questions that a thread of their own answers; each tells how far it is, and ends with its thread. */
export interface AnalysisApi extends ComparingApi, WeightsApi {
  lossLab(params: LabParams): null;
  doubtful(params: LabelsParams): DoubtfulLabels;
  /** Why images of one class are read as another. */
  why(params: WhyParams): Why;
  /** The rows of a run on a table. */
  table(params: Pick<Model, 'config' | 'files' | 'kernels'>): TableRows;
  /** The data of a run, and what it began from, for a project of PyTorch; of a branch that is a checkpoint. */
  project(params: Pick<Model, 'config' | 'files' | 'kernels'> & Partial<Pick<Model, 'checkpoint'>>): ProjectData;
  importance(params: ImportanceParams): ColumnImportance;
  /** Names of the items of a logged run. */
  itemLists(params: NamedBytes): ItemLists;
  tableRow(params: TableRowParams): { middle: Float64Array; near: NearRow[] };
}

export interface AnalysisEvents {
  /** How far the question is, 0 to 1, and perhaps what is being done. */
  analysed: { share: number; part?: string };
  /** A run of a loss lab is done. */
  labRun: LabRun;
}
