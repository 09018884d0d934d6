import * as v from 'valibot';
import { index } from '../checks.js';
import type { Checks } from '../rpc.js';

/** New runs on the classes of a run, which are given by their index. */
export interface MergeApi {
  /** Trains a new run with these groups of classes merged. */
  trainMerged(params: number[][]): void;
  /** Trains a new run on these classes alone. */
  trainOnly(params: number[]): void;
}

const distinct = (indices: number[]): boolean => new Set(indices).size === indices.length;
const classGroup = v.pipe(v.array(v.pipe(index, v.maxValue(255))), v.minLength(2), v.maxLength(256), v.check(distinct));

export const mergeChecks: Checks<MergeApi> = {
  trainMerged: v.parser(
    v.pipe(
      v.array(classGroup),
      v.minLength(1),
      v.maxLength(128),
      v.check((groups) => distinct(groups.flat())),
    ),
  ),
  trainOnly: v.parser(classGroup),
};
