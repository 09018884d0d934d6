import type { Interval, PairedDifference, RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import { epoch, nothing } from '../checks.js';
import type { Checks } from '../rpc.js';

/** What a model's readings come from: a run, or predictions of files. */
export type ModelKind = 'run' | 'import';

/** Another run of the folder, or an import; `problem` says why it can't be compared with this one. */
export interface OtherRun {
  id: string;
  title: string;
  kind: ModelKind;
  /** The share of its test part that its latest epoch reads right; null before the first, and of an import not yet read. */
  accuracy: number | null;
  /** Of a run. */
  config?: RunConfig;
  problem?: string;
}

/** By what the items of two models were found to be the same. */
export type MatchedBy =
  | { by: 'pixels' | 'position' }
  /** By columns of the files, or the numbers of the rows in a run's data; how many items of each side have a key that comes twice. */
  | { by: 'id'; columns: [mine: string, theirs: string]; duplicates: [mine: number, theirs: number] };

/** How two models read the test items that both were tested on. */
export interface RunComparison {
  title: string;
  kinds: [mine: ModelKind, theirs: ModelKind];
  /** The epochs at which this run and the other read them; null of an import. */
  epochs: [mine: number | null, theirs: number | null];
  /** The classes of both, merged where either run merges them. */
  classes: string[];
  /** One entry an item: its index in this run's test part, its class, and what each model reads. */
  index: Uint32Array;
  actual: Uint16Array;
  mine: Uint16Array;
  theirs: Uint16Array;
  /** The probability that the other gives to what it reads; null without scores. */
  confidence: Float32Array | null;
  matched: MatchedBy;
  /** Test items of each that the other was not tested on. */
  leftOut: [mine: number, theirs: number];
  /** Classes that only this one, or only the other, can answer with. */
  onlyMine: string[];
  onlyTheirs: string[];
}

/** A number and its 95% interval. */
export interface Measured extends Interval {
  value: number;
}

/** One model among several on the same items; differences are this one's minus it. */
export interface ModelRow {
  id: string;
  title: string;
  kind: ModelKind;
  accuracy: Measured;
  /** Mean surprise, nats; null without scores. */
  logLoss: Measured | null;
  macroF1: Measured;
  /** Null for the model of the page itself. */
  against: {
    accuracy: PairedDifference;
    logLoss: PairedDifference | null;
    macroF1: PairedDifference;
    /** McNemar's exact p. */
    p: number;
    matched: MatchedBy;
  } | null;
}

/** Several models on the items that all of them read. */
export interface ModelTable {
  /** Items of all, and items of this one that another has not. */
  count: number;
  leftOut: number;
  /** The model of the page first. */
  models: ModelRow[];
  /** Cochran's Q of three models or more; null for fewer. */
  cochran: { statistic: number | null; freedom: number; p: number | null } | null;
  /** Models that could not be set beside this one, and why. */
  problems: { title: string; problem: string }[];
}

/** The most models that are set beside one. */
export const MOST_MODELS = 12;

/** A run or an import beside the runs of its folder and other imports. */
export interface CompareApi {
  /** The others: the parent first, then the latest, then imports. */
  otherRuns(params: null): OtherRun[];
  /** This one at an epoch, null for the latest, and another at its latest. */
  compareRuns(params: { other: string; epoch?: number | null }): RunComparison;
  /** Several at once. */
  compareModels(params: { others: string[]; epoch?: number | null }): ModelTable;
}

export interface CompareEvents {
  /** A run or an import came, ended, went or has another name. */
  runs: null;
  /** The files of this import, which may be compared with, were read again. */
  readAgain: string;
}

const id = v.pipe(v.string(), v.maxLength(100));

export const compareChecks: Checks<CompareApi> = {
  otherRuns: nothing,
  compareRuns: v.parser(v.object({ other: id, epoch })),
  compareModels: v.parser(v.object({ others: v.pipe(v.array(id), v.minLength(1), v.maxLength(MOST_MODELS)), epoch })),
};
