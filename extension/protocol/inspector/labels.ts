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
  /** Of which rows of the files they are, and what these have as their labels; an earlier version did not say. */
  source?: DoubtfulSource;
  /** Where labels were flipped on purpose: how many, how many of those were found, and how many are in the first hundred. */
  selfCheck?: { flipped: number; right: number; first: number };
}

/** Where the doubtful items stand in their files. */
export interface DoubtfulSource {
  /** Every class of the files. */
  classes: string[];
  /** Of each item its row in the file, from 0, and the index of the label there. */
  rows: number[];
  old: number[];
  /** The files that the items lie in, where each has one of its own. */
  paths?: string[];
  /** The files, as they were when the labels were found. */
  files?: { file: string; sha256: string }[];
}

/** What a person decided of a label: `new` is a class of the files. */
export type Decision = { verdict: 'right' | 'leftOut' } | { verdict: 'relabelled'; new: string };

/** The decisions on the labels that were found, and where they are kept. */
export interface Decisions {
  file: string;
  /** Every class of the files. */
  classes: string[];
  /** Those on items of the list, by the number of the image. */
  decided: { index: number; decision: Decision }[];
  /** All that are kept of these files, also on labels that are not in the list. */
  kept: number;
  undo: boolean;
  redo: boolean;
  /** Why nothing can be decided, or was not. */
  trouble?: string;
}

/** An item with its row in the file, from 0, its own file, and the label there; absent where the list does not say. */
export type ListedLabel = DoubtfulLabel & { row?: number; old?: string; file?: string };

export interface LabelsState {
  /** What is under way. */
  busy: 'find' | 'check' | null;
  /** 0 to 1. */
  share: number;
  /** Why it failed. */
  message?: string;
  found: (Pick<DoubtfulLabels, 'count' | 'joint' | 'estimated' | 'errors'> & { doubtful: number }) | null;
  /** Null where the list does not say of which rows it is. */
  decisions: Decisions | null;
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
  items: ListedLabel[];
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
  /** Opens the file of an image in the editor. */
  openLabelFile(params: number): void;
  /** Saves the list as CSV. */
  exportLabels(params: null): void;
  /** Decides on images of the list by their numbers; null takes a decision back. */
  decide(params: { indices: number[]; decision: Decision | null }): void;
  undoDecision(params: 'undo' | 'redo'): void;
  /** Takes every decision on these files back; it can be undone. */
  clearDecisions(params: null): void;
  /** Saves the decisions as CSV. */
  exportDecisions(params: null): void;
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
  openLabelFile: v.parser(index),
  exportLabels: nothing,
  decide: v.parser(
    v.object({
      indices: v.pipe(v.array(index), v.minLength(1), v.maxLength(10_000)),
      decision: v.nullable(
        v.variant('verdict', [
          v.object({ verdict: v.picklist(['right', 'leftOut']) }),
          v.object({ verdict: v.literal('relabelled'), new: v.pipe(v.string(), v.maxLength(1024)) }),
        ]),
      ),
    }),
  ),
  undoDecision: v.parser(v.picklist(['undo', 'redo'])),
  clearDecisions: nothing,
  exportDecisions: nothing,
};
