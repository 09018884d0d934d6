import type { RunStarted } from '../../protocol/training.js';
import { type Recovery, progressAt } from '../../runs/disk/runReader.js';
import { log } from '../ports/log.js';
import { Recorder } from '../../runs/disk/recorder.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { addEpochs } from '../runs/storedRuns.js';
import { wordsOf } from '../ports/plain.js';
import { t } from '../ports/t.js';
import type { StoredBatches, Run } from '../../runs/model/run.js';

/** What is told while a run is written. */
export interface RecordingEvents {
  changed(run: Run): void;
  /** It could not be written; told once a run. */
  trouble(words: string): void;
}

/** What a run is taken up again from: a checkpoint, and the batches before it. */
interface Before {
  recovery: Recovery | undefined;
  kept: StoredBatches | undefined;
}

/** Where a run's records go; one that is taken up again first goes back to its checkpoint. */
export function recording(
  library: RunLibrary,
  run: Run,
  started: RunStarted,
  { recovery, kept }: Before,
  { changed, trouble }: RecordingEvents,
): Recorder {
  let told = false;
  const failed = (error: unknown): void => {
    const words = wordsOf(error);
    log.error(`${run.id}: not written`, error);
    if (told) return;
    told = true;
    trouble(words);
    if (!run.active) return;
    run.message = words;
    run.hint = t('Training goes on; what was saved before stays as it was.');
    changed(run);
  };
  // On disk the run gets its lasting name, which every page has to know.
  const create = () =>
    (recovery ? library.branch(run, started, recovery) : library.create(run, started)).finally(() => changed(run));
  if (!recovery) return new Recorder(create, failed);
  const { run: stored, problems } = recovery;
  const { step, seconds } = progressAt(recovery, started.epoch);
  const branches = stored.id !== run.id;
  if (branches) {
    addEpochs(run, stored.epochs);
    run.loadMatrices = () => library.matrices(stored);
  }
  if (kept) run.takeBatches(kept);
  run.goBack(started.epoch, step);
  run.secondsBefore = seconds;
  if (problems.length > 0) {
    run.message = problems.join(' ');
    run.hint = started.epoch > 0 ? t('Training goes on from epoch {0}.', started.epoch) : t('Training begins again.');
  }
  const recorder = new Recorder(branches ? create : () => library.goOn(run, recovery, started.epoch), failed);
  recorder.begin();
  return recorder;
}
