import type { Recovery } from '../../runs/disk/runReader.js';
import { ChangedError } from '../../runs/disk/changedError.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';

/** Asks whether to go on from a record whose check sum does not fit; throws `ChangedError` where a person says no. */
export async function acceptChanged(recovery: Recovery | undefined): Promise<void> {
  if (!recovery?.run.changed || recovery.accepted) return;
  const { title, notes } = recovery.run;
  const question = t('“{0}” is not as it was written. Go on from it?', title);
  const detail = [...notes, t('What is trained from it may differ from the run that was recorded.')].join(' ');
  recovery.accepted = (await notify.confirm(question, detail, [t('Go On'), () => true])) ?? false;
  if (!recovery.accepted) throw new ChangedError(notes.join(' '));
}
