import type { DoubtfulLabel } from '@surprisal/core';
import * as v from 'valibot';
import { classFilter, index, nothing, span } from '../checks.js';
import type { Checks } from '../rpc.js';

/** What cross-validation says of the labels. */
export interface DoubtfulLabels {
  /** Images looked at. */
  count: number;
  /** Most doubtful first; `index` is the number of the image among those of the run. */
  items: DoubtfulLabel[];
  /** `items.length * width * height`, and `items.length * classes`; empty where labels were flipped. */
  pixels: Uint8Array;
  probabilities: Float64Array;
  joint: number[][];
  estimated: number[][];
  errors: number;
  /** Where labels were flipped on purpose: how many, how many of those were found, and how many are in the first hundred. */
  selfCheck?: { flipped: number; right: number; first: number };
}

export interface LabelsState {
  /** What is under way. */
  busy: 'find' | 'check' | null;
  /** 0 to 1. */
  share: number;
  /** Why it failed. */
  message?: string;
  found: (Pick<DoubtfulLabels, 'count' | 'joint' | 'estimated' | 'errors'> & { doubtful: number }) | null;
  check: (NonNullable<DoubtfulLabels['selfCheck']> & { count: number; found: number }) | null;
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

/** Training images whose label the network contradicts. */
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

export const labelsChecks: Checks<LabelsApi> = {
  labels: nothing,
  findLabels: v.parser(v.picklist(['find', 'check'])),
  stopLabels: nothing,
  doubtful: v.parser(
    v.object({
      given: classFilter,
      suggested: classFilter,
      order: v.picklist(['confidence', 'margin']),
      ...span,
    }),
  ),
  openLabel: v.parser(index),
  exportLabels: nothing,
};
