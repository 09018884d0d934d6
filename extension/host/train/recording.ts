import { messageOf } from '@surprisal/core';
import type { RunStarted } from '../../protocol/training.js';
import { Recorder } from '../../runs/disk/recorder.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { StoredBatches } from '../../runs/model/batchCurves.js';
import type { Run } from '../../runs/model/run.js';
import { resumeAt } from '../../runs/model/storedState.js';
import { log } from '../ports/log.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';

/** What is reported while a run is written. */
export interface RecordingEvents {
  changed(run: Run): void;
  /** It could not be written; reported once a run. */
  trouble(words: string): void;
}

/** What a run goes on from: a checkpoint, and the batches before it. */
interface Before {
  recovery: Recovery | undefined;
  batches: StoredBatches | undefined;
}

/** Where a run's records go; one that is resumed first goes back to its checkpoint. */
export function recording(
  library: RunLibrary,
  run: Run,
  started: RunStarted,
  { recovery, batches }: Before,
  { changed, trouble }: RecordingEvents,
): Recorder {
  let reported = false;
  const failed = (error: unknown): void => {
    const words = messageOf(error);
    log.error(`${run.id}: not written`, error);
    if (reported) return;
    reported = true;
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
  const { epoch } = started;
  const { run: stored, problems } = recovery;
  const branches = stored.id !== run.id;
  if (branches) run.readMatrices = () => library.matrices(stored);
  resumeAt(run, epoch, recovery, batches);
  if (problems.length > 0) {
    run.message = problems.join(' ');
    run.hint = epoch > 0 ? t('Training goes on from epoch {0}.', epoch) : t('Training begins again.');
  }
  const recorder = new Recorder(branches ? create : () => library.continue(run, recovery, epoch), failed);
  recorder.begin();
  return recorder;
}
