import type { LabPlan, LabRun, LabSettings, RunConfig } from '@surprisal/core';
import type { StartParams } from './training.js';

/** Compares losses in a thread of its own; each run is told as an event when it is done. */
export interface LabParams extends Pick<StartParams, 'files' | 'kernels'>, Partial<Pick<StartParams, 'threads'>> {
  plan: LabPlan;
}

/** How a person looks at the result; null leaves it to what fits. */
export interface LabView {
  /** The accuracy on the validation part whose epoch is asked for. */
  target: number | null;
  /** The one rate at which all losses are compared. */
  rate: number | null;
  curves: 'accuracy' | 'loss';
}

/** A comparison as far as it has come. */
export interface Lab {
  plan: LabPlan;
  runs: LabRun[];
  /** Such as `sample · 784-10-10`. */
  title: string;
  status: 'running' | 'finished' | 'stopped' | 'failed';
  /** Why it failed. */
  message?: string;
  /** The file that it was read from. */
  file?: string;
}

export interface LabState {
  settings: LabSettings;
  view: LabView;
  /** The settings that the form holds now, with which the next comparison begins. */
  config: RunConfig;
  /** What `config` is called. */
  title: string;
  lab: Lab | null;
  /** 0 to 1, while it runs. */
  share: number;
  /** A run trains as well. */
  busy: boolean;
}

/** What the host serves to the loss lab. */
export interface LabApi {
  hydrate(params: null): LabState;
  settings(params: LabSettings): void;
  view(params: LabView): void;
  start(params: null): void;
  stop(params: null): void;
  /** Saves the comparison as JSON, or opens one. */
  file(params: 'open' | 'save'): void;
  /** Copies text, which the page made of the comparison. */
  copy(params: string): void;
  ping(params: null): void;
}

export interface LabEvents {
  state: LabState;
  /** How far it is, the runs that were done since the last word, and how many there are by now. */
  progress: { share: number; runs: LabRun[]; done: number };
}
