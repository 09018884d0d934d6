import { Uri } from 'vscode';
import { ASIDE, type RunStore } from '../../runs/runStore.js';
import { files } from '../files.js';
import { log } from '../log.js';

const DAY = 86_400_000;
/** How long a deleted run can come back. */
export const DAYS_KEPT = 30;

/** Runs that were deleted: moved aside as they were, where nothing else looks, and gone for good after some days. */
export class DeletedRuns {
  /** `store` is that of the runs themselves; `aside` reads those that were moved. */
  constructor(
    private readonly root: Uri,
    private readonly store: RunStore,
    private readonly aside: RunStore,
  ) {}

  /** Throws where another process writes the run; false where it is not there any more. */
  async take(id: string): Promise<boolean> {
    if ((await files.stamp(this.at(id))) === undefined) return false;
    await this.store.claims.take(id);
    try {
      await this.mark(id);
      await files.move(this.at(id), this.at(ASIDE, id), false);
      this.store.claims.moved(id, `${ASIDE}/${id}`);
    } finally {
      await this.store.claims.release(id);
      await this.store.claims.release(`${ASIDE}/${id}`);
    }
    return true;
  }

  async bringBack(id: string): Promise<void> {
    await files.move(this.at(ASIDE, id), this.at(id), false);
    await files.remove(this.markOf(id));
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

  /** Removes for good what was deleted so long ago, or all. */
  async empty(all: boolean): Promise<void> {
    for (const id of await this.ids()) {
      const since = await files.readIfThere(this.markOf(id));
      if (!since) await this.mark(id);
      const deleted = since ? Number(new TextDecoder().decode(since)) : Date.now();
      if (!all && !(Date.now() - deleted > DAYS_KEPT * DAY)) continue;
      await files.remove(this.at(ASIDE, id), true);
      await files.remove(this.markOf(id));
      log().info(`${id}: deleted for good`);
    }
  }

  private async ids(): Promise<string[]> {
    return (await files.list(this.at(ASIDE))).filter((name) => /^\d{8}-\d{6}(-\d+)?$/.test(name)).sort();
  }

  /** When a run was deleted stands beside it, so that it comes back as it was. */
  private mark(id: string): Thenable<void> {
    return files.put(this.markOf(id), new TextEncoder().encode(String(Date.now())));
  }

  private markOf(id: string): Uri {
    return this.at(ASIDE, `${id}.deleted`);
  }

  private at(...path: string[]): Uri {
    return Uri.joinPath(this.root, ...path);
  }
}
