import { type Holder, pace, type RunLockedError } from '../../runs/disk/holder.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';

/** Asks a person whether a process that gives no sign has ended, so that its run may be taken over. */
export async function askWhetherEnded({ host, pid, silent }: Holder): Promise<boolean> {
  const seconds = Math.round(silent / 1000);
  const who = host === '' ? t('Process {0}', pid) : t('Process {0} of {1}', pid, host);
  const detail = t('{0} gave no sign for {1} s. Should it still live, it will write this run no more.', who, seconds);
  const question = t('Another window or program may still train this run.');
  return (await notify.confirm(question, detail, [t('Take It Over'), () => true])) ?? false;
}

/** What a person can do about a run that another process has. */
export const lockedHint = ({ holder }: RunLockedError): string =>
  holder.ended && !holder.free
    ? t('It may only be cut off; after {0} minutes without a sign it can be taken over.', pace.cutOff / 60_000)
    : t('It can be resumed when that has ended.');
