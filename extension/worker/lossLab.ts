import { lossLab, readSets, type LabRun } from '@surprisal/core';
import type { LabParams } from '../protocol/lab.js';
import type { Work } from './inSlices.js';
import { inflate } from './platform.node.js';

/** Reads the data at once, then trains all runs of a lab, telling each. */
export function compareLosses({ plan, files, kernels }: LabParams, tell: (run: LabRun) => void): Work<null> {
  const sets = readSets(plan.config, files, inflate);
  return (function* () {
    for (const { share, run } of lossLab(plan, sets, kernels)) {
      if (run) tell(run);
      yield { share };
    }
    return null;
  })();
}
