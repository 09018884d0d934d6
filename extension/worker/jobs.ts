import {
  type ColumnSpan,
  crossValidate,
  type Importance,
  lossLab,
  type NamedBytes,
  openReader,
  permutationImportance,
  type ReaderSize,
  type ReadRows,
  type Dataset,
  type LabPlan,
  type LabRun,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import type { StartParams } from '../protocol/training.js';
import type { Work } from './work.js';

/** Work of which no part needs another: the runs of a loss lab, the folds of a cross-validation, or columns to shuffle. */
export type Jobs = Pick<StartParams, 'kernels'> & { count: number } & (
    | { plan: LabPlan; sets: readonly Dataset[] }
    | { config: RunConfig; parts: Parts; labels: Uint8Array; logits: Float64Array }
    | ColumnJobs
  );

interface ColumnJobs {
  config: RunConfig;
  checkpoint: NamedBytes;
  size: ReaderSize;
  rows: ReadRows;
  columns: readonly ColumnSpan[];
  shuffles: number;
  into: Pick<Importance, 'rise' | 'deviation'>;
}

/** Does the jobs whose numbers are given, or all, and reports each run of a lab. */
export function* runJobs(task: Jobs, numbers: Iterable<number> | undefined, onRun: (run: LabRun) => void): Work<void> {
  if ('plan' in task) {
    for (const { share, run } of lossLab(task.plan, task.sets, task.kernels, numbers)) {
      if (run) onRun(run);
      yield { share };
    }
    return;
  }
  if ('columns' in task) {
    const { config, checkpoint, size, rows, columns, shuffles, into } = task;
    const { seed } = config;
    const reader = openReader(config, checkpoint, size);
    for (const share of permutationImportance(reader, rows, columns, { shuffles, seed, into, only: numbers }))
      yield { share };
    return;
  }
  const { config, parts, kernels, count: folds, labels, logits } = task;
  yield* crossValidate(config, parts, kernels, { folds, labels, logits, only: numbers });
}

/** Numbers, where several threads see them if there are several. */
export const numbersFor = (threads: number, length: number): Float64Array =>
  new Float64Array(new (threads > 1 ? SharedArrayBuffer : ArrayBuffer)(8 * length));

/** The same images, where several threads see them. */
export const onShared = (sets: readonly Dataset[]): Dataset[] =>
  sets.map((set) => {
    const Features = set.features.constructor as new (memory: SharedArrayBuffer) => Dataset['features'];
    const features = new Features(new SharedArrayBuffer(set.features.byteLength));
    features.set(set.features);
    return { ...set, features };
  });
