import { isError } from './errors.js';
import { isRunId } from './runId.js';
import type { RunStore } from './runStore.js';
import type { FolderDisk } from './safeDisk.js';
import { DAYS_IN_TRASH, TRASH } from './trash.js';

const DAY = 86_400_000;

const trashOf = (id: string): string => `${TRASH}/${id}`;
const markOf = (id: string): string => `${trashOf(id)}.deleted`;

/** Runs that were deleted: moved to the trash as they were, where nothing else looks, and removed after some days. */
export class DeletedRuns {
  /** `disk` and `store` are those of the runs themselves; `trash` reads those that were moved. */
  constructor(
    private readonly disk: FolderDisk,
    private readonly store: RunStore,
    private readonly trash: RunStore,
    private readonly removed: (id: string) => void,
  ) {}

  /** Throws where another process writes the run; false where it is not there any more. */
  async moveToTrash(id: string): Promise<boolean> {
    if ((await this.disk.list(id)).length === 0) return false;
    const { claims } = this.store;
    const there = trashOf(id);
    await claims.acquire(id);
    try {
      await this.mark(id);
      await this.disk.move(id, there);
      claims.moved(id, there);
    } finally {
      await claims.release(id);
      await claims.release(there);
    }
    return true;
  }

  async restore(id: string): Promise<void> {
    await this.disk.move(trashOf(id), id);
    await this.disk.remove(markOf(id));
  }

  /** The latest first; a damaged one goes by its name on disk. */
  async list(): Promise<{ id: string; title: string }[]> {
    const title = (id: string): Promise<string> =>
      this.trash.read(id).then(
        (run) => run.title,
        (error: unknown) => (isError(error, 'LoggedError') ? error.title : id),
      );
    return Promise.all((await this.ids()).reverse().map(async (id) => ({ id, title: await title(id) })));
  }

  /** Removes what was deleted so long ago, or all; a run that can't be removed does not keep the others. */
  async empty(all: boolean): Promise<void> {
    const ids = await this.ids();
    const ended = await Promise.allSettled(ids.map((id) => this.remove(id, all)));
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  }

  private async remove(id: string, now: boolean): Promise<void> {
    const since = await this.disk.read(markOf(id));
    if (!since) await this.mark(id);
    const deleted = since ? Number(new TextDecoder().decode(since)) : Date.now();
    if (!now && !(Date.now() - deleted > DAYS_IN_TRASH * DAY)) return;
    await this.disk.removeFolder(trashOf(id));
    await this.disk.remove(markOf(id));
    this.removed(id);
  }

  private async ids(): Promise<string[]> {
    return (await this.disk.list(TRASH)).filter(isRunId).sort();
  }

  /** When a run was deleted stands beside it, so that it comes back as it was. */
  private mark(id: string): Promise<void> {
    return this.disk.write(markOf(id), new TextEncoder().encode(String(Date.now())));
  }
}
