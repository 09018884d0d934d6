import type { EpochRecord } from '@surprisal/core';
import * as v from 'valibot';
import { index, nothing } from '../checks.js';
import type { Checks } from '../rpc.js';
import type { RunCurves } from '../run.js';

/** The epochs of a run. */
export interface EpochsApi {
  /** Takes the run back to one of its epochs, paused, once the person has agreed that later ones go. */
  restore(params: number): void;
  /** Begins a new run from one of its epochs, paused. */
  branch(params: number): void;
  /** Every batch of the run. */
  curves(params: null): RunCurves;
}

export interface EpochsEvents {
  epoch: EpochRecord;
}

export const epochsChecks: Checks<EpochsApi> = {
  restore: v.parser(index),
  branch: v.parser(index),
  curves: nothing,
};
