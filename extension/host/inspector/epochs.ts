import { commands } from 'vscode';
import type { EpochsApi } from '../../protocol/inspector/epochs.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Run } from '../../runs/model/run.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { Form } from '../train/form.js';
import type { RunQueue } from '../train/runQueue.js';
import { curvesOf } from './curvesOf.js';

/** Where a run stands paused and waits for Resume, or a new one is seen to train. */
export const TRAIN_VIEW = 'surprisal.train.focus';

/** The epochs of a run, and what begins at one of them; a branch takes what it may from the settings of the form. */
export function goesBack(run: Run, queue: RunQueue, form: Form): Handlers<EpochsApi> {
  const branch = async (epoch: number): Promise<void> => {
    await queue.branch(run, epoch, form.config);
    await commands.executeCommand(TRAIN_VIEW);
  };
  const restore = async (epoch: number): Promise<void> => {
    await queue.restore(run, epoch);
    await commands.executeCommand(TRAIN_VIEW);
  };
  return {
    branch,
    restore: async (epoch) => {
      const later = run.epochs.filter((record) => record.epoch > epoch);
      if (later.length === 0) return;
      await notify.confirm(
        t('Take {0} back to epoch {1}?', run.title, epoch),
        later.length === 1
          ? t('Restore removes epoch {0} from this run. Branch keeps it and goes on as a new run.', epoch + 1)
          : t(
              'Restore removes the {0} later epochs from this run. Branch keeps them and goes on as a new run.',
              later.length,
            ),
        [t('Restore'), () => restore(epoch)],
        [t('Branch'), () => branch(epoch)],
      );
    },
    curves: async () => {
      await run.curves.load();
      return curvesOf(run);
    },
  };
}
