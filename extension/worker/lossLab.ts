import { labConfigs, readSets, type LabRun } from '@surprisal/core';
import type { LabParams } from '../protocol/lab.js';
import type { Work } from './work.js';
import { inflate, runParallel } from './platform.node.js';
import { onShared } from './jobs.js';

/** Reads the data at once, then trains all runs of a lab, telling each. */
export function compareLosses(
  { plan, files, kernels, threads = 1 }: LabParams,
  onRun: (run: LabRun) => void,
): Work<null> {
  const read = readSets(plan.config, files, inflate);
  const sets = threads > 1 ? onShared(read) : read;
  const { length: count } = labConfigs(plan);
  return (function* () {
    yield* runParallel({ plan, sets, kernels, count }, threads, onRun);
    return null;
  })();
}
