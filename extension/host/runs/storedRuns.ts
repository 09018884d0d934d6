import type { NamedBytes, RunConfig } from '@surprisal/core';
import type { RunStarted } from '../../protocol/training.js';
import type { RunHead, StoredEpoch, StoredRun } from '../../runs/disk/storedRun.js';
import type { Batches } from '../../runs/disk/batches.js';
import { count } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import type { Run, RunFacts } from '../../runs/model/run.js';

/** A loss that was not finite comes again on the same way; whatever else broke off can go on. */
export const canGoOn = ({ status, checkpoint }: StoredRun): boolean =>
  status === 'running' || status === 'stopped' || (status === 'failed' && !checkpoint);

/** What stands in a run's record from the moment it begins. */
export function headOf(run: Run, { parameters, ...started }: RunStarted): RunHead {
  const { kernel, classes, trainCount, validationCount, testCount } = started;
  const { title, config, began, parent } = run;
  const counts = { trainCount, validationCount, testCount, parameters };
  return { title, config, started: began, kernel, classes, ...counts, ...(parent && { parent }) };
}

/** The size of the images is that of MNIST, or is known when the test images are read again. */
function factsOf({ kernel, classes, trainCount, validationCount, testCount, config }: StoredRun): RunFacts {
  const side = config.data.source === 'files' ? 0 : 28;
  const batchesPerEpoch = Math.ceil(trainCount / Math.min(config.batch, trainCount));
  return {
    kernel,
    classes,
    trainCount,
    validationCount,
    testCount,
    batchesPerEpoch,
    imageWidth: side,
    imageHeight: side,
  };
}

export function addEpochs(run: Run, epochs: readonly StoredEpoch[]): void {
  for (const { checkpoint: _, predicted: _p, confusion: _c, ...record } of epochs) run.addStored(record);
}

/** Takes what lies on disk into a run: its epochs, and how it ended, or that another process writes it. */
export function fill(run: Run, stored: StoredRun, elsewhere: boolean): void {
  run.title = stored.title;
  run.know(factsOf(stored));
  run.parent = stored.parent;
  run.goBack(0, 0);
  addEpochs(run, stored.epochs);
  const epoch = stored.epochs.length;
  run.elsewhere = elsewhere;
  run.resumable = !elsewhere && canGoOn(stored) && stored.status !== 'stopped';
  const brokeOff = elsewhere
    ? t('Another window or program trains this run.')
    : t('Training was interrupted in epoch {0}.', Math.min(epoch + 1, stored.config.epochs));
  const interrupted = stored.status === 'running';
  const words = [interrupted ? brokeOff : stored.message, ...stored.notes].filter(Boolean).join(' ');
  run.end(
    interrupted ? 'stopped' : stored.status,
    words === '' ? undefined : words,
    run.resumable ? savedWords(epoch) : undefined,
  );
}

/** What is kept of a run that broke off after so many epochs, and what Resume does. */
export const savedWords = (epochs: number): string =>
  epochs === 0
    ? t('No epoch was finished; Resume begins again with the same weights.')
    : epochs === 1
      ? t('Epoch 1 is saved. Resume goes on from there.')
      : t('Epochs 1 to {0} are saved. Resume goes on from epoch {0}.', epochs);

/** What is said where the curve of a stored run can't show every batch. */
export function missingWords({ epochs }: StoredRun, batches: Batches[], problems: string[]): string | undefined {
  if (problems.length > 0) return t('{0} In its place the curve shows means of epochs.', problems[0]);
  const kept = batches.reduce((sum, { loss }) => sum + loss.length, 0);
  const done = epochs.at(-1)?.step ?? 0;
  if (kept >= done) return undefined;
  return plural(
    done,
    '{1} of {0} batch was kept; elsewhere the curve shows means of epochs.',
    '{1} of {0} batches were kept; elsewhere the curve shows means of epochs.',
    count(kept),
  );
}

export type Evaluate = (config: RunConfig, checkpoint: NamedBytes, stop?: AbortSignal) => Promise<RunStarted>;
