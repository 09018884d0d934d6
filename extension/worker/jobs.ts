import {
  crossValidate,
  lossLab,
  type Dataset,
  type LabPlan,
  type LabRun,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import type { StartParams } from '../protocol/training.js';
import type { Work } from './work.js';

/** Networks to train of which none needs another: the runs of a loss lab, or the folds of a cross-validation. */
export type Jobs = Pick<StartParams, 'kernels'> & { count: number } & (
    | { plan: LabPlan; sets: readonly Dataset[] }
    | { config: RunConfig; parts: Parts; labels: Uint8Array; logits: Float64Array }
  );

/** Trains the jobs whose numbers are given, or all, and reports each run of a lab. */
export function* runJobs(task: Jobs, numbers: Iterable<number> | undefined, onRun: (run: LabRun) => void): Work<void> {
  if ('plan' in task) {
    for (const { share, run } of lossLab(task.plan, task.sets, task.kernels, numbers)) {
      if (run) onRun(run);
      yield { share };
    }
    return;
  }
  const { config, parts, kernels, count: folds, labels, logits } = task;
  yield* crossValidate(config, parts, kernels, { folds, labels, logits, only: numbers });
}

/** The same images, where several threads see them. */
export const onShared = (sets: readonly Dataset[]): Dataset[] =>
  sets.map((set) => {
    const Features = set.features.constructor as new (memory: SharedArrayBuffer) => Dataset['features'];
    const features = new Features(new SharedArrayBuffer(set.features.byteLength));
    features.set(set.features);
    return { ...set, features };
  });
