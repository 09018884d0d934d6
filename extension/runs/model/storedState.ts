import type { RunStarted } from '../../protocol/training.js';
import type { Recovery } from '../disk/runReader.js';
import { progressAt } from '../disk/stands.js';
import type { RunHead, StoredEpoch, StoredRun } from '../disk/storedRun.js';
import type { StoredBatches } from './batchCurves.js';
import type { Run, RunFacts } from './run.js';

/** A loss that was not finite comes again on the same way; whatever else broke off can go on. */
const isResumable = ({ status, checkpoint }: StoredRun): boolean =>
  status === 'running' || status === 'stopped' || (status === 'failed' && !checkpoint);

/** What stands in a run's record from the moment it begins. */
export function recordHead(run: Run, { parameters, ...started }: RunStarted): RunHead {
  const { kernel, classes, trainCount, validationCount, testCount, corrections } = started;
  const { title, config, began, parent, weightsFrom } = run;
  const counts = { trainCount, validationCount, testCount, parameters };
  return {
    title,
    config,
    started: began,
    kernel,
    classes,
    ...counts,
    ...(parent && { parent }),
    ...(weightsFrom !== undefined && { weightsFrom }),
    ...(corrections && { corrections }),
  };
}

/** The size of the images is that of MNIST, or is known when the test images are read again. */
function factsOf({
  kernel,
  classes,
  trainCount,
  validationCount,
  testCount,
  config,
  corrections,
}: StoredRun): RunFacts {
  const side = config.data.source === 'files' ? 0 : 28;
  const batchesPerEpoch = Math.ceil(trainCount / Math.min(config.batch, trainCount));
  const counts = { trainCount, validationCount, testCount, batchesPerEpoch };
  return {
    kernel,
    classes,
    ...counts,
    imageWidth: side,
    imageHeight: side,
    imageChannels: 1,
    ...(corrections && { corrections }),
  };
}

function addEpochs(run: Run, epochs: readonly StoredEpoch[]): void {
  for (const { checkpoint: _, predicted: _p, confusion: _c, ...record } of epochs) run.addStoredEpoch(record);
}

/** Gives a run what its record on disk says, but for the words on how it ended; `elsewhere`: another process writes it. */
export function loadStored(run: Run, stored: StoredRun, elsewhere: boolean): void {
  run.title = stored.title;
  run.setFacts(factsOf(stored));
  run.parent = stored.parent;
  run.weightsFrom = stored.weightsFrom;
  run.goBack(0, 0);
  addEpochs(run, stored.epochs);
  run.elsewhere = elsewhere;
  run.resumable = !elsewhere && isResumable(stored);
  run.end(stored.status === 'running' ? 'stopped' : stored.status);
}

/** Takes a run to the epoch that its training goes on from; a branch first gets the epochs of the run it comes from. */
export function resumeAt(run: Run, epoch: number, recovery: Recovery, batches: StoredBatches | undefined): void {
  const { step, seconds } = progressAt(recovery, epoch);
  if (recovery.run.id !== run.id) addEpochs(run, recovery.run.epochs);
  if (batches) run.curves.addStored(batches);
  run.goBack(epoch, step);
  run.secondsBefore = seconds;
}
