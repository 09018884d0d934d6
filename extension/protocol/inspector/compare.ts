import type { RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import { epoch, nothing } from '../checks.js';
import type { Checks } from '../rpc.js';

/** Another run of the folder; `problem` says why it can't be compared with this one. */
export interface OtherRun {
  id: string;
  title: string;
  /** The share of its test part that its latest epoch reads right; null before the first. */
  accuracy: number | null;
  config: RunConfig;
  problem?: string;
}

/** How two runs read the test images that both were tested on. */
export interface RunComparison {
  title: string;
  /** The epochs at which this run and the other read them. */
  epochs: [mine: number, theirs: number];
  /** The classes of both, merged where either run merges them. */
  classes: string[];
  /** One entry an image: its index in this run's test part, its class, and what each run reads. */
  index: Uint32Array;
  actual: Uint8Array;
  mine: Uint8Array;
  theirs: Uint8Array;
  /** The probability that the other run gives to what it reads. */
  confidence: Float32Array;
  /** Test images of each run that the other was not tested on. */
  leftOut: [mine: number, theirs: number];
  /** Classes that only this run, or only the other, can answer with. */
  onlyMine: string[];
  onlyTheirs: string[];
}

/** A run beside the other runs of its folder. */
export interface CompareApi {
  /** The other runs: the parent first, then the latest. */
  otherRuns(params: null): OtherRun[];
  /** This run at an epoch, null for the latest, and another at its latest. */
  compareRuns(params: { other: string; epoch?: number | null }): RunComparison;
}

export interface CompareEvents {
  /** A run came, ended, went or has another name. */
  runs: null;
}

export const compareChecks: Checks<CompareApi> = {
  otherRuns: nothing,
  compareRuns: v.parser(v.object({ other: v.pipe(v.string(), v.maxLength(100)), epoch })),
};
