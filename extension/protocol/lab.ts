import type { LabPlan, LabRun, LabSettings, RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import { nothing } from './checks.js';
import type { Checks } from './rpc.js';
import type { StartParams } from './training.js';

/** Compares losses in a thread of its own; each run is sent as an event when it is done. */
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
  /** How far it is, the runs that were done since the last message, and how many there are by now. */
  progress: { share: number; runs: LabRun[]; done: number };
}

interface Bounds {
  min: number;
  max: number;
}

/** The longest text that a page may copy. */
const COPIED = 200_000;

const whole = ({ min, max }: Bounds) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const rate = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** Checks what the loss lab sends, by the ranges that core gives. */
export const labChecks = (ranges: Record<'losses' | 'seeds' | 'rates' | 'epochs', Bounds>): Checks<LabApi> => ({
  hydrate: nothing,
  settings: v.parser(
    v.object({
      losses: v.pipe(
        v.array(v.picklist(['crossEntropy', 'squaredError', 'smoothing', 'focal'])),
        v.minLength(ranges.losses.min),
        v.maxLength(ranges.losses.max),
      ),
      seeds: whole(ranges.seeds),
      epochs: v.nullable(whole(ranges.epochs)),
      rates: v.nullable(v.pipe(v.array(rate), v.minLength(ranges.rates.min), v.maxLength(ranges.rates.max))),
    }),
  ),
  view: v.parser(
    v.object({
      target: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
      rate: v.nullable(rate),
      curves: v.picklist(['accuracy', 'loss']),
    }),
  ),
  start: nothing,
  stop: nothing,
  file: v.parser(v.picklist(['open', 'save'])),
  copy: v.parser(v.pipe(v.string(), v.maxLength(COPIED))),
  ping: nothing,
});
