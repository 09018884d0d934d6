import { isRunId } from './runId.js';
import type { FolderDisk } from './safeDisk.js';
import { TRASH } from './trash.js';

/** Bytes that the files of runs take: of those that are there, and of those in the trash. */
export interface Used {
  runs: number;
  deleted: number;
}

/**
 * Adds up the files of every run. What was added up before counts for a run whose files still have the same names: those
 * of an epoch come under names of their own. What can't be looked at counts as nothing.
 */
export class DiskUsed {
  private readonly known = new Map<string, { names: string; bytes: number }>();

  constructor(private readonly disk: FolderDisk) {}

  async measure(): Promise<Used> {
    return { runs: await this.below(''), deleted: await this.below(`${TRASH}/`) };
  }

  private async below(folder: string): Promise<number> {
    let sum = 0;
    // One run after the other, so that a slow file system is left room for what a person waits for.
    for (const id of (await this.list(folder.slice(0, -1))).filter(isRunId)) sum += await this.bytesOf(folder + id);
    return sum;
  }

  private async bytesOf(run: string): Promise<number> {
    const files = (await this.list(run)).sort();
    const names = files.join('/');
    const before = this.known.get(run);
    if (before?.names === names) return before.bytes;
    const sizes = await Promise.all(files.map((file) => this.disk.size(`${run}/${file}`).catch(() => 0)));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    this.known.set(run, { names, bytes });
    return bytes;
  }

  private list(folder: string): Promise<string[]> {
    return this.disk.list(folder).catch(() => []);
  }
}
