import type { DoubtfulLabel } from '@surprisal/core';
import type { StartParams } from './training.js';

/** The thread finds doubtful labels of a run's training images. */
export interface LabelsParams
  extends Pick<StartParams, 'config' | 'files' | 'kernels'>, Partial<Pick<StartParams, 'threads'>> {
  /** Turns this share of the labels wrong first, by a seed, to see how many of those are found. */
  flip?: { share: number; seed: number };
}

/** What cross-validation says of the labels. */
export interface FoundLabels {
  /** Images looked at. */
  count: number;
  /** Most doubtful first; `index` is the number of the image among those of the run. */
  items: DoubtfulLabel[];
  /** `items.length * width * height`, and `items.length * classes`; empty where labels were turned. */
  pixels: Uint8Array;
  probabilities: Float64Array;
  joint: number[][];
  estimated: number[][];
  errors: number;
  /** Where labels were turned: how many, how many of them were found, and were among the first hundred found. */
  turned?: { flipped: number; right: number; first: number };
}

export interface LabelsState {
  /** What is under way. */
  busy: 'find' | 'check' | null;
  /** 0 to 1. */
  share: number;
  /** Why it failed. */
  message?: string;
  found: (Pick<FoundLabels, 'count' | 'joint' | 'estimated' | 'errors'> & { doubtful: number }) | null;
  check: (NonNullable<FoundLabels['turned']> & { count: number; found: number }) | null;
  /** What was listed last. */
  filter: LabelFilter;
}

export interface LabelFilter {
  /** By class; null does not filter. */
  given: number | null;
  suggested: number | null;
  order: 'confidence' | 'margin';
}

export interface LabelQuery extends LabelFilter {
  offset: number;
  count: number;
}

export interface LabelPage {
  total: number;
  items: DoubtfulLabel[];
  /** `items.length * width * height`. */
  pixels: Uint8Array;
}

/** What the host serves to the Labels tab. */
export interface LabelsApi {
  labels(params: null): LabelsState;
  /** Begins, and is answered at once; events tell how it goes. */
  findLabels(params: 'find' | 'check'): void;
  stopLabels(params: null): void;
  doubtful(params: LabelQuery): LabelPage;
  /** Opens one image with its labels and probabilities as a JSON document. */
  openLabel(params: number): void;
  /** Saves the list as CSV. */
  exportLabels(params: null): void;
}

export interface LabelsEvents {
  labels: LabelsState;
}
