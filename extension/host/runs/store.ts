import { type EpochRecord, messageOf } from '@surprisal/core';
import { pace } from '../../runs/disk/holder.js';
import { DiskUsed } from '../../runs/disk/diskUsed.js';
import { FoundLosses } from '../../runs/disk/foundLosses.js';
import { DeletedRuns } from '../../runs/disk/deletedRuns.js';
import { LABELS_FILE, labelsFile, readLabels } from '../../runs/disk/labelsFile.js';
import { predictedOf } from '../../runs/disk/matrices.js';
import { LockedRuns } from '../../runs/disk/lockedRuns.js';
import type { Owner } from '../../runs/disk/owner.js';
import { RunStore } from '../../runs/disk/runStore.js';
import { thinning } from '../../runs/disk/thinOut.js';
import { TRASH } from '../../runs/disk/trash.js';
import type { Run } from '../../runs/model/run.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { sha256 } from '../ports/sha256.js';
import { loadStored } from '../../runs/model/storedState.js';
import { askWhetherEnded } from './lockedRunWords.js';
import { diskAt } from './runDisk.js';
import { describeEnd, missingWords } from './storedRunWords.js';
import { IGNORED, type RunsFolder } from './runsFolder.js';

export { runExports } from '../inspector/ownExports.js';
export { describeLogged } from './describeLogged.js';
export { RunFolders } from './runFolders.js';
export { usedWords } from './runLines.js';
export { runTree } from './runTree.js';
export { Corrections } from './corrections.js';
export { owner } from './owner.node.js';

/** The runs of a folder as they lie on disk. */
export type Store = ReturnType<typeof openStore>;

/** Opens the runs of a folder; `changed` hears of one whose writer, another process, ended, came back or went on. */
export function openStore(
  { folder, below }: RunsFolder,
  changed: (id: string) => void,
  owner: Owner | undefined,
  times = pace,
) {
  const disk = diskAt(folder, below);
  const runs = new RunStore(disk, sha256, undefined, owner, times);
  const trash = new RunStore(diskAt(folder, below === '' ? TRASH : `${below}/${TRASH}`), sha256);
  const found = new FoundLosses(runs);
  return {
    disk,
    runs,
    loadStored,
    describeEnd,
    missingWords,
    labelsIn: { file: LABELS_FILE, read: readLabels, write: labelsFile },
    thinning,
    predictedOf,
    found,
    used: new DiskUsed(disk),
    deleted: new DeletedRuns(disk, runs, trash, (id) => log.info(`${id}: deleted for good`)),
    locked: new LockedRuns(runs.claims, times, changed, askWhetherEnded),
    /** Keeps the log loss of an epoch whose record has none; where that fails it is known in this window all the same. */
    async keepLogLoss({ id, title }: Run, { epoch, testLoss, testLogLoss = NaN }: EpochRecord): Promise<void> {
      try {
        await found.keep(id, { epoch, testLoss, testLogLoss });
      } catch (error) {
        log.error(`${id}: log loss`, error);
        void notify.warn(t('The log loss of “{0}” is not kept for the next window: {1}', title, messageOf(error)));
      }
    },
    /** Keeps them out of version control where they lie among the person's own files. */
    async ignore(): Promise<void> {
      if (below !== '') await diskAt(folder, IGNORED).write('.gitignore', new TextEncoder().encode('*\n'));
    },
  };
}
