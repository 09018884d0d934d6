import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';

/** How far a logged run is, in words; empty where that is not known. */
export function progressWords({ progress, epochs, lastStep }: LoggedRun): string {
  if (progress)
    return progress.by === 'epochs'
      ? t('epoch {0} of {1}', count(progress.done), count(progress.of))
      : t('step {0} of {1}', count(progress.done), count(progress.of));
  const last = epochs.at(-1)?.epoch;
  if (last !== undefined) return t('epoch {0}', count(last));
  return lastStep === undefined ? '' : t('step {0}', count(lastStep));
}

/** What a logged run does, as far as its writer gives a sign. */
export function loggedState(run: LoggedRun): string {
  switch (run.status) {
    case 'running':
      return run.heard ? t('Training') : t('Waiting for a sign of its program');
    case 'silent':
      return t('No sign of its program; it may have ended');
    case 'finished':
      return t('Finished');
    case 'stopped':
      return t('Stopped');
    case 'failed':
      return t('Failed');
  }
}

/** What is wrong in a record, a line each. */
export const problemWords = ({ problems }: LoggedRun): string[] =>
  problems.map(({ file, line, found, expected }) => {
    const place = line === undefined ? file : t('{0}, line {1}', file, line);
    return expected ? t('{0}: {1}; expected {2}.', place, found, expected) : t('{0}: {1}.', place, found);
  });
