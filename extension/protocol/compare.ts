import type { RunConfig } from '@surprisal/core';
import type { ImagePage } from './pages.js';

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

/** What the host tells such a page. */
export interface CompareEvents {
  /** A run came, ended, went or has another name. */
  runs: null;
}

/** What the host does for a page that compares runs, merges classes or takes some of them alone. */
export interface CompareApi {
  /** The other runs: the parent first, then the latest. */
  otherRuns(params: null): OtherRun[];
  /** This run at an epoch, null for the latest, and another at its latest. */
  compareRuns(params: { other: string; epoch?: number | null }): RunComparison;
  /** Test images by their index, as an epoch reads them. */
  imagesAt(params: { indices: number[]; epoch?: number | null }): ImagePage;
  /** Trains a new run with these groups of classes merged; classes by their index. */
  trainMerged(params: number[][]): void;
  /** Trains a new run on these classes alone. */
  trainOnly(params: number[]): void;
}
