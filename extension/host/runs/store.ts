import { pace } from '../../runs/disk/claim.js';
import type { Owner } from '../../runs/disk/owner.js';
import { TRASH, RunStore } from '../../runs/disk/runStore.js';
import { sha256 } from '../ports/sha256.js';
import { DeletedRuns } from './deletedRuns.js';
import { HeldRuns } from './lockedRuns.js';
import { diskAt } from './runDisk.js';
import { IGNORED, type RunsFolder } from './runsFolder.js';

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
  const aside = new RunStore(diskAt(folder, below === '' ? TRASH : `${below}/${TRASH}`), sha256);
  return {
    disk,
    runs,
    deleted: new DeletedRuns(disk, runs, aside),
    held: new HeldRuns(runs.claims, times, changed),
    /** Keeps them out of version control where they lie among the person's own files. */
    async ignore(): Promise<void> {
      if (below !== '') await diskAt(folder, IGNORED).write('.gitignore', new TextEncoder().encode('*\n'));
    },
  };
}
