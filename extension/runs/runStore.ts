import type { NamedBytes } from '@surprisal/core';
import { cutBatches, batchesOf, type Batches } from './batches.js';
import { Claims, HeldError, pace, type Pace } from './claim.js';
import { partOf, writeWhole, type Disk, type Hash } from './disk.js';
import type { Owner } from './owner.js';
import { isRunId } from './runId.js';
import { RunWriter } from './runWriter.js';
import { runFromJson, runToJson, RUN_FILE, type RunHead, type StoredFile, type StoredRun } from './storedRun.js';

/** A run found on disk, and where it can go on from. */
export interface Recovery {
  run: StoredRun;
  /** The latest checkpoint that is whole; null where training begins anew. */
  checkpoint: NamedBytes | null;
  /** What was found damaged on the way, file by file. */
  problems: string[];
}

/** Folder of the runs that were deleted, whose names stay theirs. */
export const ASIDE = 'deleted';

/**
 * Runs in a folder, `<id>/run.json` with its checkpoints beside it. Everything is written whole or not at all, first
 * the checkpoint, then the record that names it: whenever the process ends, what was told of is there.
 */
export class RunStore {
  /** On the folders of the runs, which this store writes one at a time with other processes. */
  readonly claims: Claims;

  /**
   * `keepBytes` bounds the checkpoints that one run keeps; the latest two stay in any case. Without an `owner` nobody
   * else writes here.
   */
  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly keepBytes = 64 * 2 ** 20,
    owner?: Owner,
    times: Pace = pace,
  ) {
    this.claims = new Claims(disk, owner, times);
  }

  /** Begins a run under a name made of its time, such as `20240229-235959`. */
  async create(head: RunHead): Promise<RunWriter> {
    const stamp = new Date(head.started).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
    const taken = new Set([...(await this.disk.list('')), ...(await this.disk.list(ASIDE))]);
    if (!taken.has('.gitignore')) await this.disk.write('.gitignore', new TextEncoder().encode('*\n'));
    let id = stamp;
    for (let n = 2; taken.has(id) || !(await this.claimNew(id)); n++) id = `${stamp}-${n}`;
    const writer = this.writer({ version: 1, id, ...head, status: 'running', epochs: [], batches: [] }, 0);
    await writer.save();
    return writer;
  }

  /** Begins a run from an epoch of another, whose records and batches up to there are the first of its own. */
  async branch(head: RunHead, { run, checkpoint }: Recovery, epoch: number): Promise<RunWriter> {
    const writer = await this.create(head);
    const kept = run.epochs.filter((each) => each.epoch <= epoch);
    const last = kept.pop();
    if (!last || !checkpoint) return writer;
    writer.run.epochs.push(...kept.map((each) => ({ ...each, checkpoint: null })));
    const { batches } = await this.batches({ ...run, batches: cutBatches(run.batches, last.step) });
    for (const each of batches) writer.add(each);
    await writer.epoch({ ...last, confusion: Uint32Array.from(last.confusion) }, checkpoint.bytes);
    return writer;
  }

  /** Goes on writing a run that was interrupted, from the epoch where it stands. */
  async continue({ run, checkpoint }: Recovery, epoch: number): Promise<RunWriter> {
    await this.claims.take(run.id);
    const { message: _, step: _s, seconds: _t, weightsHash: _w, checkpoint: _c, ...kept } = run;
    const epochs = run.epochs.filter((each) => each.epoch <= epoch);
    const { step } = standOf({ run, checkpoint }, epoch);
    const batches = cutBatches(run.batches, step);
    return this.writer({ ...kept, status: 'running', epochs, batches }, step);
  }

  private writer(run: StoredRun, step: number): RunWriter {
    return new RunWriter(this.claims.guarded(), this.hash, this.keepBytes, run, step, () =>
      this.claims.release(run.id),
    );
  }

  /** False where another process took the name in this moment. */
  private async claimNew(id: string): Promise<boolean> {
    try {
      await this.claims.take(id, 'new');
    } catch (error) {
      if (error instanceof HeldError) return false;
      throw error;
    }
    if ((await this.disk.read(`${id}/${RUN_FILE}`)) === null) return true;
    await this.claims.release(id);
    return false;
  }

  /** Every run that can be read, the latest first, and what is wrong with each that can't. */
  async list(): Promise<{ runs: StoredRun[]; problems: string[] }> {
    const runs: StoredRun[] = [];
    const problems: string[] = [];
    for (const id of (await this.disk.list('')).filter(isRunId).sort().reverse()) {
      try {
        runs.push(await this.read(id));
      } catch (error) {
        problems.push(words(error));
      }
    }
    return { runs, problems };
  }

  async read(id: string): Promise<StoredRun> {
    if (!isRunId(id)) throw new Error(`"${id}" is no run; expected a name of digits and dashes.`);
    const path = `${id}/${RUN_FILE}`;
    const bytes = await this.disk.read(path);
    const part = await this.disk.read(partOf(path));
    if (!bytes && !part) throw new Error(`${path} is not there.`);
    try {
      return recordOf(id, bytes ?? part!);
    } catch (error) {
      // A kill while it was being replaced left its part, which is whole.
      if (bytes && part) return recordOf(id, part);
      throw new Error(`${path} is damaged: ${words(error)}`, { cause: error });
    }
  }

  /** Gives a run another title; one that is being written is renamed by its writer. */
  rename(id: string, title: string): Promise<void> {
    return this.alone(id, async () => {
      const run = await this.read(id);
      await writeWhole(this.disk, `${id}/${RUN_FILE}`, runToJson({ ...run, title }));
    });
  }

  /** Does something with a run while no other process writes it; throws `HeldError` where one does. */
  async alone(id: string, work: () => Promise<void>): Promise<void> {
    await this.claims.take(id);
    try {
      await work();
    } finally {
      await this.claims.release(id);
    }
  }

  /** A run and the latest of its checkpoints that has the bytes it was written with. */
  async recover(id: string): Promise<Recovery> {
    const run = await this.read(id);
    const problems: string[] = [];
    const kept = [run.checkpoint, ...run.epochs.map(({ checkpoint }) => checkpoint).reverse()];
    for (const stored of kept) {
      if (!stored) continue;
      try {
        return { run, checkpoint: await this.load(id, stored), problems };
      } catch (error) {
        problems.push(words(error));
      }
    }
    return { run, checkpoint: null, problems };
  }

  /** A run and the checkpoint of one of its epochs; throws where that was not kept or is damaged. */
  async recoverAt(id: string, epoch: number): Promise<Recovery> {
    const run = await this.read(id);
    const stored = run.epochs.find((each) => each.epoch === epoch)?.checkpoint;
    if (!stored) throw new Error(`The weights of epoch ${epoch} were not kept.`);
    return { run, checkpoint: await this.load(id, stored), problems: [] };
  }

  /** The batches of a run that are whole, and what is wrong with the others, in their order. */
  async batches({
    id,
    batches,
  }: Pick<StoredRun, 'id' | 'batches'>): Promise<{ batches: Batches[]; problems: string[] }> {
    const read = await Promise.all(
      batches.map((each) =>
        this.load(id, each).then(
          ({ bytes }) => batchesOf(bytes, each),
          (error: unknown) => words(error),
        ),
      ),
    );
    return {
      batches: read.filter((each) => typeof each !== 'string'),
      problems: read.filter((each) => typeof each === 'string'),
    };
  }

  /** A file beside the record of a run, which the record says nothing of; null where there is none. */
  beside(id: string, file: string): Promise<Uint8Array | null> {
    return this.disk.read(`${id}/${file}`);
  }

  /** Puts one there, whole; a run that is gone gets none. */
  async putBeside(id: string, file: string, bytes: Uint8Array): Promise<void> {
    if (await this.disk.read(`${id}/${RUN_FILE}`)) await writeWhole(this.disk, `${id}/${file}`, bytes);
  }

  /** One file of a run, by what its record says of it; throws where it is gone or changed. */
  async load(id: string, { file, bytes: size, sha256 }: StoredFile): Promise<NamedBytes> {
    const name = `${id}/${file}`;
    const bytes = await this.disk.read(name);
    if (!bytes) throw new Error(`${name} is not there.`);
    if (bytes.length !== size) throw new Error(`${name} is damaged: ${bytes.length} bytes; expected ${size}.`);
    const found = await this.hash(bytes);
    if (found !== sha256)
      throw new Error(`${name} is damaged: its SHA-256 begins ${found.slice(0, 8)}; expected ${sha256.slice(0, 8)}.`);
    return { name, bytes };
  }
}

/** Batches and seconds of training done where a run goes on, after so many epochs. */
export function standOf(
  { run, checkpoint }: Pick<Recovery, 'run' | 'checkpoint'>,
  epoch: number,
): { step: number; seconds: number } {
  const ended = run.checkpoint && checkpoint?.name.endsWith(`/${run.checkpoint.file}`);
  const { step = 0, seconds = 0 } = (ended ? run : run.epochs.find((each) => each.epoch === epoch)) ?? {};
  return { step, seconds };
}

function recordOf(id: string, bytes: Uint8Array): StoredRun {
  const run = runFromJson(bytes);
  if (run.id !== id) throw new Error(`id: "${run.id}" in the folder "${id}"`);
  return run;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
