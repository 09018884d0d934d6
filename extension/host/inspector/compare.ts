import type { Disposable } from 'vscode';
import type { CompareApi } from '../../protocol/inspector/compare.js';
import type { Handlers } from '../../protocol/rpc.js';
import { compareRuns } from '../../runs/derive/compareRuns.js';
import { otherRuns } from '../../runs/derive/otherRuns.js';
import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { RunQueue } from '../train/runQueue.js';
import { whyIncomparable } from './incomparable.js';

/** Calls `changed` when a run came, ended, went or has another name. */
export const runsChange = (library: RunLibrary, queue: RunQueue, changed: () => void): Disposable[] => [
  library.onChange(changed),
  queue.onChange((run) => {
    if (!run.active) changed();
  }),
];

/** A run beside the other runs of its folder. */
export const comparesRun = (run: Run, library: RunLibrary): Handlers<CompareApi> => ({
  otherRuns: async () => {
    await library.ready();
    return otherRuns(run, library.runs, (other) => whyIncomparable(run, other));
  },
  compareRuns: async ({ other, epoch }) => {
    const otherRun = await library.get(other);
    if (!otherRun) throw new Error(t('The run to compare with is gone.'));
    const problem = whyIncomparable(run, otherRun);
    if (problem !== undefined) throw new Error(problem);
    const comparison = await compareRuns(run, otherRun, epoch);
    if (!comparison) throw new Error(t('No image was tested by both runs: the data has changed between them.'));
    return comparison;
  },
});
