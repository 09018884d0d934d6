import type { Disk } from './disk.js';

/** Who writes: one process of one machine. */
export interface Owner {
  host: string;
  pid: number;
  /** Seconds since the machine began; no process is older. */
  uptime(): number;
  /** Throws where no process has this number; with the code EPERM where it belongs to someone else. */
  signal(pid: number): void;
}

/** A run is written by another process. */
export class HeldError extends Error {}

/** A claim of another machine, whose processes can't be seen, holds for a day. */
const DAY = 86_400_000;
const LOOKS = 5;
const PAUSE = 50;

interface Holder {
  file: string;
  host: string;
  pid: number;
  since: number;
}

const nameOf = ({ host, pid }: Owner, since: number, n: number): string =>
  `writer-${host.replace(/[^A-Za-z0-9]/g, '').slice(0, 40) || 'x'}-${pid}-${since}-${n}.lock`;

function holderOf(file: string): Holder | undefined {
  const found = /^writer-([A-Za-z0-9]{1,40})-(\d{1,10})-(\d{1,16})-\d{1,9}\.lock$/.exec(file);
  return found ? { file, host: found[1], pid: Number(found[2]), since: Number(found[3]) } : undefined;
}

/** Claims of this process; one that bears its number and is none of them is of a process before it. */
const made = new Set<string>();

/**
 * Claims on the folders of runs, so that two processes never write one of them. A claim is a file of its own, which
 * says in its name whose it is: made first, it holds where no other is seen after that. So whoever comes second sees
 * the first, on any file system; and of a process that is gone it is swept away by the next one.
 */
export class Claims {
  private readonly own = new Map<string, string>();

  constructor(
    private readonly disk: Disk,
    private readonly owner: Owner | undefined,
  ) {}

  /** Throws `HeldError` where another process has it; claiming twice is claiming once. */
  async take(folder: string): Promise<void> {
    const { owner, disk } = this;
    if (!owner || this.own.has(folder)) return;
    const since = Date.now();
    const file = nameOf(owner, since, made.size);
    made.add(file);
    const words = `Process ${owner.pid} writes this run since ${new Date(since).toISOString()}.\n`;
    this.own.set(folder, file);
    let other: Holder | undefined;
    try {
      await disk.write(`${folder}/${file}`, new TextEncoder().encode(words));
      // Of two that come at once the first by name waits until the other has stepped back.
      for (let look = 0; look < LOOKS; look++) {
        other = await this.holder(folder, true);
        if (!other || other.file < file) break;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    } catch (error) {
      this.own.delete(folder);
      throw error;
    }
    if (!other) return;
    await this.release(folder);
    throw new HeldError(`${folder} is written by another window or program (process ${other.pid}).`);
  }

  async release(folder: string): Promise<void> {
    const file = this.own.get(folder);
    if (file === undefined) return;
    this.own.delete(folder);
    await this.disk.remove(`${folder}/${file}`);
  }

  /** The folder was moved, its claim with it. */
  moved(from: string, to: string): void {
    const file = this.own.get(from);
    if (file === undefined) return;
    this.own.delete(from);
    this.own.set(to, file);
  }

  /** Who else has a folder now; `sweep` removes what processes that are gone have left. */
  async holder(folder: string, sweep = false): Promise<Holder | undefined> {
    const { owner, disk } = this;
    if (!owner) return undefined;
    const mine = this.own.get(folder);
    let found: Holder | undefined;
    for (const each of (await disk.list(folder)).map(holderOf)) {
      if (!each || each.file === mine) continue;
      if (this.live(each)) found = found && found.file < each.file ? found : each;
      else if (sweep) await disk.remove(`${folder}/${each.file}`);
    }
    return found;
  }

  private live({ host, pid, since, file }: Holder): boolean {
    const owner = this.owner!;
    if (nameOf(owner, since, 0).split('-')[1] !== host) return Date.now() - since < DAY;
    if (pid === owner.pid) return made.has(file);
    return since > Date.now() - 1000 * owner.uptime() && isThere(owner, pid);
  }
}

function isThere(owner: Owner, pid: number): boolean {
  try {
    owner.signal(pid);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
