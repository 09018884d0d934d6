import type { EpochRecord, LeftOut, RunConfig, TableFacts } from '@surprisal/core';
import * as v from 'valibot';
import { nothing } from './checks.js';
import type { Checks } from './rpc.js';
import type { RunCurves, RunSummary } from './run.js';
import type { BatchProgress, RunStarted } from './training.js';

/** Where a source stands: `problem` says which file is missing or damaged, and why. */
export interface DataStatus {
  source: RunConfig['data']['source'];
  /** Own files: what they are called. */
  label?: string;
  /** Own files: how their features are scaled. */
  scale?: RunStarted['scale'];
  trainCount: number;
  testCount: number;
  /** Columns of own tables that only number the rows, and are no features. */
  leftOut?: LeftOut[];
  /** Own files that could be read: features and classes, and height and width of an item; a row has height 1. */
  ends?: { inputs: number; classes: number; height: number; width: number };
  /** The first of own pictures, or rows. */
  examples?: RunStarted['examples'];
  /** Names of classes that belong to these files. */
  offered?: RunStarted['offered'];
  /** Own arrays whose channels may stand first or last, which `data.channels` is to say. */
  asksChannels?: boolean;
  /** Own tables: their columns, also where something is wrong with one. */
  table?: TableFacts;
  problem?: string;
}

/** What the form shows of the corrections of labels of its data. */
export interface CorrectionsStatus {
  /** Where they lie. */
  file: string;
  /** Labels that are changed, or whose items are left out. */
  changes: number;
  /** Labels that a person found right. */
  right: number;
  /** Why they are not applied. */
  told?: string;
}

/** A number in a message: what JSON has no word for comes as text. */
export type LoggedNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A scalar that a program logs by step: few of its points, which look the same. */
export interface LoggedScalar {
  name: string;
  x: Float64Array;
  y: Float64Array;
  last: LoggedNumber;
  /** What x counts. */
  by: 'step' | 'epoch';
}

/** The run that another program trains now. */
export interface LoggedLive {
  id: string;
  title: string;
  /** What it does, as far as its program gives a sign. */
  state: string;
  live: boolean;
  failed: boolean;
  /** What its program said when it ended. */
  message: string | null;
  /** Milliseconds since 1970, by the clock of its writer. */
  began: number;
  progress: { by: 'epochs' | 'steps'; done: number; of: number } | null;
  /** Where it is, such as `epoch 3`, where it is not known how far it is to go. */
  place: string;
  stepsPerSecond: number | null;
  scalars: LoggedScalar[];
  /** So many more scalars are logged than are shown. */
  more: number;
  problems: number;
}

/** All that the sidebar shows. */
export interface SidebarState {
  config: RunConfig;
  /** Batches a second; 0 is full speed. */
  pace: number;
  data: DataStatus[];
  /** Of the data in the form; absent where there are none. */
  corrections?: CorrectionsStatus;
  /** One 28 x 28 example of each class, one after the other. */
  examples: { pixels: Uint8Array; width: number; height: number; classes: string[] } | null;
  /** The run that trains now or trained last. */
  run: (RunSummary & { curves: RunCurves; progress: BatchProgress | null }) | null;
  /** Titles of the runs that wait for it to end, the next one first. */
  waiting?: string[];
  /** The latest run of another program, while that gives signs of life. */
  logged?: LoggedLive | undefined;
}

/** `resume` also takes up a run that was interrupted or failed; `stepBatch` and `stepEpoch` begin a run where none is under way; `rewind` goes back before the first batch, with the same initial weights. */
export type Control = 'pause' | 'resume' | 'stop' | 'stepBatch' | 'stepEpoch' | 'rewind';

/** What the host serves to the sidebar. */
export interface SidebarApi {
  hydrate(params: null): SidebarState;
  /** Remembers the form as it was left. */
  configure(params: RunConfig): void;
  train(params: RunConfig): void;
  control(params: Control): void;
  pace(params: number): void;
  /** Opens the inspector on a run. */
  inspect(params: string): void;
  /** Shows the run of another program no more, which has ended. */
  hideLogged(params: null): void;
  showLog(params: null): void;
  /** Lets the person choose files of their own, which then stand in the form. */
  openData(params: null): void;
  /** Opens a configuration into the form, or saves the one that stands there. */
  configuration(params: 'open' | 'save'): void;
  /** Answered at once; a page that gets no answer in time tells that its connection is lost. */
  ping(params: null): void;
}

/** What the host tells the sidebar: the whole state seldom, batches often. */
export interface SidebarEvents {
  state: SidebarState;
  /** The form takes this configuration, whatever stands in it. */
  configuration: RunConfig;
  progress: { run: string; batches: BatchProgress };
  epoch: { run: string; record: EpochRecord };
  logged: LoggedLive | null;
}

/** Checks what the sidebar sends; a configuration is checked by core. */
export const sidebarChecks = (checkConfig: (value: unknown) => RunConfig): Checks<SidebarApi> => ({
  hydrate: nothing,
  configure: checkConfig,
  train: checkConfig,
  control: v.parser(v.picklist(['pause', 'resume', 'stop', 'stepBatch', 'stepEpoch', 'rewind'])),
  pace: v.parser(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))),
  inspect: v.parser(v.pipe(v.string(), v.maxLength(100))),
  hideLogged: nothing,
  showLog: nothing,
  openData: nothing,
  configuration: v.parser(v.picklist(['open', 'save'])),
  ping: nothing,
});
