import { epochsDone } from '../../protocol/runState.js';
import type { Batches } from '../../runs/disk/batches.js';
import type { StoredRun } from '../../runs/disk/storedRun.js';
import type { Run } from '../../runs/model/run.js';
import { count } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';

/** Says how a run from disk ended, or that another process writes it, and what a person can do. */
export function describeEnd(run: Run, stored: StoredRun): void {
  const { status, message, notes, config, epochs, checkpoint, weightsFrom } = stored;
  const done = epochsDone(epochs);
  const brokeOff = run.elsewhere
    ? t('Another window or program trains this run.')
    : t('Training was interrupted in epoch {0}.', Math.min(done + 1, config.epochs));
  const words = [status === 'running' ? brokeOff : message, ...notes].filter(Boolean).join(' ');
  run.message = words === '' ? undefined : words;
  const stopped = status === 'stopped' && checkpoint !== undefined;
  run.hint = run.resumable ? (stopped ? stoppedWords() : savedWords(done, weightsFrom)) : undefined;
}

/** What Resume does with a run that a person stopped. */
export const stoppedWords = (): string => t('Resume goes on from there.');

/** What is saved of a run that broke off after so many epochs, and what Resume does. */
export const savedWords = (epochs: number, weightsFrom?: string): string =>
  epochs === 0
    ? weightsFrom !== undefined
      ? t('Resume trains on from the weights of {0}.', weightsFrom)
      : t('No epoch was finished; Resume begins again with the same weights.')
    : epochs === 1
      ? t('Epoch 1 is saved. Resume goes on from there.')
      : t('Epochs 1 to {0} are saved. Resume goes on from epoch {0}.', epochs);

/** Why the curve of a stored run can't show every batch. */
export function missingWords({ epochs }: StoredRun, batches: Batches[], problems: string[]): string | undefined {
  if (problems.length > 0) return t('{0} In its place the curve shows means of epochs.', problems[0]);
  const known = batches.reduce((sum, { loss }) => sum + loss.length, 0);
  const done = epochs.at(-1)?.step ?? 0;
  if (known >= done) return undefined;
  return plural(
    done,
    '{1} of {0} batch was kept; elsewhere the curve shows means of epochs.',
    '{1} of {0} batches were kept; elsewhere the curve shows means of epochs.',
    count(known),
  );
}
