import { commands } from 'vscode';
import type { EpochsApi } from '../../protocol/inspector/epochs.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Run } from '../../runs/model/run.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { Form } from '../train/form.js';
import type { RunQueue } from '../train/runQueue.js';
import { curvesOf } from './curvesOf.js';

/** Shows the Train view, where the run that was begun trains, or stands paused and waits for Resume. */
export async function seen(begun: Promise<void>): Promise<void> {
  await begun;
  await commands.executeCommand('surprisal.train.focus');
}

/** The epochs of a run, and what begins at one of them; a branch takes what it may from the settings of the form. */
export function goesBack(run: Run, queue: RunQueue, form: Form): Handlers<EpochsApi> {
  const branch = (epoch: number): Promise<void> => seen(queue.branch(run, epoch, form.config));
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
        [t('Restore'), () => seen(queue.restore(run, epoch))],
        [t('Branch'), () => branch(epoch)],
      );
    },
    curves: async () => {
      await run.curves.load();
      return curvesOf(run);
    },
  };
}
