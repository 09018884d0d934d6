import type { Disk } from './disk.js';
import { type Holder, type Pace, RunLockedError } from './holder.js';
import { isSame, isThere, type Named, namedIn, type Owner } from './owner.js';

const HEARTBEAT = 'heartbeat';
const CLAIM = /^writer-([\w-]{1,200})\.lock$/;
/** Milliseconds for which a process may ask for a folder without holding it. */
const ASK_TIME = 5000;
const PAUSE = 50;
const LOOKS = ASK_TIME / PAUSE;

/** Whether a file in a run's folder says only who writes it. */
export const isClaim = (name: string): boolean => name === HEARTBEAT || CLAIM.test(name);

interface Own {
  token: string;
  /** The claim holds: nobody else has the folder. */
  holds: boolean;
}

/** Tokens of this process. Any other token with its number is of an earlier process that had the same number. */
const made = new Set<string>();
const fileOf = (token: string): string => `writer-${token}.lock`;
const textOf = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? new Uint8Array());
const goneError = (folder: string): Error => new Error(`${folder} is not there.`);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Claims on the folders of runs, so that two processes never write one of them. A claim is a file of its own, with a
 * name that no other has: made first, it holds where no other is seen after that. So whoever comes second sees the
 * first, on any file system. Who holds a run writes another count into its `heartbeat` every few seconds; whether that
 * changes is what others go by, never a time, since neither clocks nor those of files agree. Only a process whose number
 * can be looked up here is known to be gone at once.
 */
export class Claims {
  private readonly own = new Map<string, Own>();
  /** Work under way that holds a folder only while it lasts. */
  private readonly short = new Map<string, Promise<void>>();
  /** The last signs of other processes, by folder. */
  private readonly seen = new Map<string, { sign: string; silent: number; at: number }>();

  constructor(
    private readonly disk: Disk,
    private readonly owner: Owner | undefined,
    private readonly pace: Pace,
  ) {}

  /**
   * Throws `RunLockedError` where another process has it; claiming twice is claiming once. Only a `new` folder is made;
   * `free` takes it from a process that is silent for long.
   */
  async acquire(folder: string, how?: 'new' | 'free'): Promise<void> {
    await this.short.get(folder);
    return this.claim(folder, how);
  }

  private async claim(folder: string, how?: 'new' | 'free'): Promise<void> {
    const { owner, disk } = this;
    if (!owner || this.own.has(folder)) return;
    if (how !== 'new' && (await disk.list(folder)).length === 0) throw goneError(folder);
    const token = crypto.randomUUID();
    made.add(token);
    const own: Own = { token, holds: false };
    this.own.set(folder, own);
    let other: Holder | undefined;
    try {
      const { signal: _, ...named }: Owner = owner;
      await disk.write(`${folder}/${fileOf(token)}`, new TextEncoder().encode(JSON.stringify(named)));
      other = await this.settle(folder, how === 'free');
      if (!other) {
        own.holds = true;
        await this.beat(folder, own, 1);
        void this.live(folder, own);
      }
    } catch (error) {
      await this.release(folder).catch(() => undefined);
      throw error;
    }
    if (!other) return;
    await this.release(folder);
    throw new RunLockedError(folder, other);
  }

  /** Acquires a folder from a process that gives no sign, and waits as long as that takes; throws where it gives one. */
  async takeOver(folder: string): Promise<void> {
    for (let first = true; ; first = false) {
      const holder = await this.holder(folder);
      if (!holder || holder.free) return this.acquire(folder, 'free');
      if (!first && holder.silent === 0) throw new RunLockedError(folder, holder);
      await wait(this.pace.beat);
    }
  }

  /**
   * Does something with a folder while no other process writes it; throws `RunLockedError` where one does. Who claims it here
   * meanwhile waits; where it is claimed already it stays so.
   */
  async alone(folder: string, work: () => Promise<void>): Promise<void> {
    const done = Promise.resolve(this.short.get(folder)).then(async () => {
      if (this.own.has(folder)) return work();
      await this.claim(folder);
      try {
        await work();
      } finally {
        await this.release(folder);
      }
    });
    const over = done.catch(() => undefined);
    this.short.set(folder, over);
    await over;
    if (this.short.get(folder) === over) this.short.delete(folder);
    return done;
  }

  async release(folder: string): Promise<void> {
    const own = this.own.get(folder);
    if (!own) return;
    this.own.delete(folder);
    if (!(await this.stands(folder, own))) return;
    if (own.holds) await this.disk.remove(`${folder}/${HEARTBEAT}`);
    await this.disk.remove(`${folder}/${fileOf(own.token)}`);
  }

  async releaseAll(): Promise<void> {
    for (const folder of this.own.keys()) await this.release(folder);
  }

  /** Notes that a folder was moved, with its claim. */
  moved(from: string, to: string): void {
    const own = this.own.get(from);
    if (!own) return;
    this.own.delete(from);
    this.own.set(to, own);
  }

  /** A disk that writes into a folder claimed here only as long as no other process has taken the folder over. */
  guarded(): Disk {
    const { disk } = this;
    const [rename, append] = [disk.rename?.bind(disk), disk.append?.bind(disk)];
    const check = async (path: string): Promise<void> => {
      const folder = path.slice(0, path.lastIndexOf('/'));
      const own = this.own.get(folder);
      if (!this.owner || (own && (await this.stands(folder, own)))) return;
      if ((await disk.list(folder)).length === 0) throw goneError(folder);
      const nobody = { host: '', pid: 0, silent: 0, ended: false, free: false };
      throw new RunLockedError(folder, (await this.holder(folder)) ?? nobody, 'was taken over by');
    };
    return {
      read: (path) => disk.read(path),
      list: (folder) => disk.list(folder),
      write: (path, bytes) => check(path).then(() => disk.write(path, bytes)),
      remove: (path) => check(path).then(() => disk.remove(path)),
      ...(rename && { rename: (from, to) => check(to).then(() => rename(from, to)) }),
      ...(append && { append: (path, bytes) => check(path).then(() => append(path, bytes)) }),
    };
  }

  /** Another process that has a folder now. */
  async holder(folder: string): Promise<Holder | undefined> {
    return (await this.others(folder, false))?.holder;
  }

  /** Waits until the claim holds, or gives the process that has the folder. */
  private async settle(folder: string, free: boolean): Promise<Holder | undefined> {
    const { token } = this.own.get(folder)!;
    for (let look = 1; ; look++) {
      const others = await this.others(folder, true);
      if (!others) return undefined;
      const { holder, tokens, holds } = others;
      if (free && holder.free) for (const each of tokens) await this.disk.remove(`${folder}/${fileOf(each)}`);
      // Of processes that ask at the same time, the first by name waits until the others give up.
      else if (holds || tokens.some((each) => each < token) || holder.silent >= ASK_TIME || look === LOOKS)
        return holder;
      else await wait(PAUSE);
    }
  }

  /** Claims of others; `sweep` removes what processes that are gone have left. */
  private async others(
    folder: string,
    sweep: boolean,
  ): Promise<{ holder: Holder; tokens: string[]; holds: boolean } | undefined> {
    const { owner, disk, pace } = this;
    if (!owner) return undefined;
    const mine = this.own.get(folder)?.token;
    const tokens: string[] = [];
    let who: Named | undefined;
    let near = true;
    for (const name of (await disk.list(folder)).sort()) {
      const token = CLAIM.exec(name)?.[1];
      if (token === undefined || token === mine) continue;
      const named = namedIn(textOf(await disk.read(`${folder}/${name}`)));
      if (named && this.isGone(token, named)) {
        if (sweep) await disk.remove(`${folder}/${name}`);
        continue;
      }
      tokens.push(token);
      who ??= named;
      near &&= named !== undefined && (named.host === owner.host || isSame(named.machine, owner.machine));
    }
    if (tokens.length === 0) {
      this.seen.delete(folder);
      return undefined;
    }
    const heartbeat = textOf(await disk.read(`${folder}/${HEARTBEAT}`));
    const silent = this.silence(folder, `${tokens.join()} ${heartbeat}`);
    const ended = silent >= pace.ended;
    const free = ended && (near || silent >= pace.cutOff);
    const host = who && who.host !== owner.host ? who.host : '';
    return {
      holder: { host, pid: who?.pid ?? 0, silent, ended, free },
      tokens,
      holds: tokens.some((token) => heartbeat.startsWith(token)),
    };
  }

  /** How long a sign was seen unchanged. While this machine slept nobody looked, so that counts as one look. */
  private silence(folder: string, sign: string): number {
    const at = this.pace.clock();
    const before = this.seen.get(folder);
    const silent = before?.sign === sign ? before.silent + Math.min(at - before.at, 2 * this.pace.beat) : 0;
    this.seen.set(folder, { sign, silent, at });
    return silent;
  }

  private isGone(token: string, { machine, space, pid }: Named): boolean {
    const owner = this.owner!;
    if (!isSame(machine, owner.machine) || space !== owner.space) return false;
    return pid === owner.pid ? !made.has(token) : !isThere(owner, pid);
  }

  private async stands(folder: string, { token }: Own): Promise<boolean> {
    return (await this.disk.read(`${folder}/${fileOf(token)}`)) !== null;
  }

  private async beat(folder: string, { token }: Own, count: number): Promise<void> {
    await this.disk.write(`${folder}/${HEARTBEAT}`, new TextEncoder().encode(`${token} ${count}\n`));
  }

  /** Gives signs of life as long as it is claimed and nobody has taken it over. */
  private async live(folder: string, own: Own): Promise<void> {
    for (let count = 2; ; count++) {
      await new Promise((resolve) => setTimeout(resolve, this.pace.beat).unref());
      if (this.own.get(folder) !== own) return;
      try {
        if (await this.stands(folder, own)) await this.beat(folder, own, count);
      } catch {
        // A disk that fails once may work the next time.
      }
    }
  }
}
