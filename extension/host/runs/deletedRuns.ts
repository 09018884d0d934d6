import { isRunId } from '../../runs/disk/runId.js';
import { TRASH, type RunStore } from '../../runs/disk/runStore.js';
import type { FolderDisk } from '../../runs/disk/safeDisk.js';
import { log } from '../ports/log.js';
import { DAYS_KEPT } from './runsFolder.js';

const DAY = 86_400_000;

const asideOf = (id: string): string => `${TRASH}/${id}`;
const markOf = (id: string): string => `${asideOf(id)}.deleted`;

/** Runs that were deleted: moved aside as they were, where nothing else looks, and gone for good after some days. */
export class DeletedRuns {
  /** `disk` and `store` are those of the runs themselves; `aside` reads those that were moved. */
  constructor(
    private readonly disk: FolderDisk,
    private readonly store: RunStore,
    private readonly aside: RunStore,
  ) {}

  /** Throws where another process writes the run; false where it is not there any more. */
  async take(id: string): Promise<boolean> {
    if ((await this.disk.list(id)).length === 0) return false;
    const { claims } = this.store;
    const aside = asideOf(id);
    await claims.take(id);
    try {
      await this.mark(id);
      await this.disk.move(id, aside);
      claims.moved(id, aside);
    } finally {
      await claims.release(id);
      await claims.release(aside);
    }
    return true;
  }

  async bringBack(id: string): Promise<void> {
    await this.disk.move(asideOf(id), id);
    await this.disk.remove(markOf(id));
  }

  /** The latest first; a damaged one goes by its name on disk. */
  async list(): Promise<{ id: string; title: string }[]> {
    const title = (id: string): Promise<string> =>
      this.aside.read(id).then(
        (run) => run.title,
        () => id,
      );
    return Promise.all((await this.ids()).reverse().map(async (id) => ({ id, title: await title(id) })));
  }

  /** Removes for good what was deleted so long ago, or all; what one can't be removed for keeps no other. */
  async empty(all: boolean): Promise<void> {
    const ids = await this.ids();
    const ended = await Promise.allSettled(ids.map((id) => this.forget(id, all)));
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  }

  private async forget(id: string, now: boolean): Promise<void> {
    const since = await this.disk.read(markOf(id));
    if (!since) await this.mark(id);
    const deleted = since ? Number(new TextDecoder().decode(since)) : Date.now();
    if (!now && !(Date.now() - deleted > DAYS_KEPT * DAY)) return;
    await this.disk.removeFolder(asideOf(id));
    await this.disk.remove(markOf(id));
    log.info(`${id}: deleted for good`);
  }

  private async ids(): Promise<string[]> {
    return (await this.disk.list(TRASH)).filter(isRunId).sort();
  }

  /** When a run was deleted stands beside it, so that it comes back as it was. */
  private mark(id: string): Promise<void> {
    return this.disk.write(markOf(id), new TextEncoder().encode(String(Date.now())));
  }
}
