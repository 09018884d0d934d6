import { pace } from '../../runs/disk/holder.js';
import { DeletedRuns } from '../../runs/disk/deletedRuns.js';
import { LockedRuns } from '../../runs/disk/lockedRuns.js';
import type { Owner } from '../../runs/disk/owner.js';
import { RunStore } from '../../runs/disk/runStore.js';
import { thinning } from '../../runs/disk/thinOut.js';
import { TRASH } from '../../runs/disk/trash.js';
import { log } from '../ports/log.js';
import { sha256 } from '../ports/sha256.js';
import { askWhetherEnded } from './lockedRunWords.js';
import { diskAt } from './runDisk.js';
import { IGNORED, type RunsFolder } from './runsFolder.js';

export { runLabels, sortedRuns } from '../../runs/derive/runLabels.js';
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
  return {
    disk,
    runs,
    thinning,
    deleted: new DeletedRuns(disk, runs, trash, (id) => log.info(`${id}: deleted for good`)),
    locked: new LockedRuns(runs.claims, times, changed, askWhetherEnded),
    /** Keeps them out of version control where they lie among the person's own files. */
    async ignore(): Promise<void> {
      if (below !== '') await diskAt(folder, IGNORED).write('.gitignore', new TextEncoder().encode('*\n'));
    },
  };
}
