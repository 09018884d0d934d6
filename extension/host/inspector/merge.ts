import type { RunConfig } from '@surprisal/core';
import type { MergeApi } from '../../protocol/inspector/merge.js';
import type { Handlers } from '../../protocol/rpc.js';
import { mergedConfig, onlyConfig } from '../../runs/derive/derivedConfig.js';
import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';
import type { RunQueue } from '../train/runQueue.js';
import { seen } from './epochs.js';

/** New runs on the classes of a run. */
export function mergesClasses(run: Run, queue: RunQueue): Handlers<MergeApi> {
  const train = async (indices: number[], config: () => RunConfig): Promise<void> => {
    const wrong = indices.find((index) => index >= run.classes.length);
    if (wrong !== undefined)
      throw new Error(t('There is no class {0}; expected one of the {1} classes.', wrong, run.classes.length));
    await seen(queue.retrain(run, config()));
  };
  return {
    trainMerged: (groups) => train(groups.flat(), () => mergedConfig(run.config, run.classes, groups)),
    trainOnly: (classes) => train(classes, () => onlyConfig(run.config, run.classes, classes)),
  };
}
