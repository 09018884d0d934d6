import { messageOf } from '@surprisal/core';
import type { Disk, Hash } from '../disk/disk.js';
import { pace } from '../disk/holder.js';
import { isRunId } from '../disk/runId.js';
import type { LoggedRun } from '../model/loggedRun.js';
import { NoRecordError, OtherKindError } from './loggedHead.js';
import { LoggedReader, type ReaderMeans } from './loggedReader.js';

/** Runs whose writer has ended, or is silent, and folders that can't be read, that are looked at in one round. */
const SOME = 20;
/** Runs that are read at one time: each has files open, and memory for a piece of them. */
const AT_ONCE = 16;
/** Runs that went, whose pages may be open still. */
const MOST_GONE = 50;

/** What a round of looking found. */
export interface Found {
  /** Runs came or went, or what is wrong with one changed. */
  list: boolean;
  /** Runs that have news. */
  runs: LoggedRun[];
}

/** The logged runs of a folder of runs, which it only reads. */
export class LoggedFolder {
  /** Those that can't be read, and why. */
  damaged: { id: string; reason: string }[] = [];
  private readonly readers = new Map<string, LoggedReader>();
  /** Runs of another kind. */
  private readonly others = new Set<string>();
  /** Folders that were no run when they were read last, and what is wrong with those that a person hears of. */
  private readonly refused = new Map<string, string | undefined>();
  /** Runs that went, by their folder: one that comes back is the same run. */
  private readonly gone = new Map<string, LoggedReader>();
  /** Where the next round of each begins. */
  private readonly turns = { refused: 0, ended: 0 };

  /** `prefix` stands before the names of the runs where another folder may have runs of the same name. */
  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly prefix = '',
    private readonly means: ReaderMeans = pace,
  ) {}

  /** How many runs of another kind there are. */
  get othersCount(): number {
    return this.others.size;
  }

  get runs(): LoggedRun[] {
    return [...this.readers.values()].map(({ run }) => run);
  }

  /** Looks for runs that came or went, at those that are named at least. */
  async list(named: readonly string[] = []): Promise<Found> {
    const ids = (await this.disk.list('')).filter(isRunId);
    const there = new Set(ids);
    const gone = [...this.readers.keys()].filter((id) => !there.has(id));
    const runs = gone.map((id) => this.leave(id));
    for (const known of [this.others, this.refused])
      for (const id of known.keys()) if (!there.has(id)) known.delete(id);
    const fresh = ids.filter((id) => !this.readers.has(id) && !this.others.has(id));
    const again = this.some(
      'refused',
      fresh.filter((id) => this.refused.has(id) && !named.includes(id)),
    );
    const wanted = fresh.filter((id) => !this.refused.has(id) || named.includes(id));
    await inTurns([...wanted, ...again], async (id) => {
      const made = new LoggedReader(this.disk, this.hash, id, this.prefix + id, this.means);
      const reader = this.gone.get(id) ?? made;
      try {
        await reader.update();
        this.gone.delete(id);
        this.refused.delete(id);
        this.readers.set(id, reader);
        runs.push(reader.run);
      } catch (error) {
        this.refused.delete(id);
        if (error instanceof OtherKindError) this.others.add(id);
        else this.refused.set(id, error instanceof NoRecordError ? undefined : messageOf(error));
      }
    });
    const damaged = [...this.refused].flatMap(([id, reason]) =>
      reason === undefined ? [] : [{ id: this.prefix + id, reason }],
    );
    damaged.sort((a, b) => (a.id < b.id ? -1 : 1));
    const same = JSON.stringify(damaged) === JSON.stringify(this.damaged);
    this.damaged = damaged;
    return { list: gone.length > 0 || runs.length > 0 || !same, runs };
  }

  /** Reads what came to the runs that live, to those that are named, and to some of the others by turns. */
  async follow(named: readonly string[] = []): Promise<LoggedRun[]> {
    const all = [...this.readers.values()];
    const some = this.some(
      'ended',
      all.filter(({ run }) => !run.active),
    );
    const wanted = all.filter(({ run }) => run.active || named.includes(run.name));
    const changed: LoggedRun[] = [];
    await inTurns([...new Set([...wanted, ...some])], async (reader) => {
      try {
        if (await reader.update()) changed.push(reader.run);
      } catch {
        // Its head is that of another kind of run now.
        changed.push(this.leave(reader.run.name));
        this.gone.delete(reader.run.name);
        this.others.add(reader.run.name);
      }
    });
    return changed;
  }

  /** Those that have their turn in this round. */
  private some<T>(what: 'refused' | 'ended', of: readonly T[]): readonly T[] {
    return of.length > SOME ? Array.from({ length: SOME }, () => of[this.turns[what]++ % of.length]) : of;
  }

  private leave(id: string): LoggedRun {
    const reader = this.readers.get(id)!;
    this.readers.delete(id);
    this.gone.set(id, reader);
    for (const oldest of this.gone.keys()) if (this.gone.size > MOST_GONE) this.gone.delete(oldest);
    reader.gone();
    return reader.run;
  }
}

/** Does the work on each, on a few at one time. */
async function inTurns<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < all.length) await work(all[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
}
