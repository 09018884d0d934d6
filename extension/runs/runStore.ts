import type { EpochRecord, NamedBytes } from '@surprisal/core';
import { partOf, writeWhole, type Disk } from './disk.js';
import {
  runFromJson,
  runToJson,
  type RunHead,
  type RunTail,
  type StoredCheckpoint,
  type StoredRun,
} from './storedRun.js';

export type Hash = (bytes: Uint8Array) => string | Promise<string>;

/** A run found on disk, and where it can go on from. */
export interface Recovery {
  run: StoredRun;
  /** The latest checkpoint that is whole; null where training begins anew. */
  checkpoint: NamedBytes | null;
  /** What was found damaged on the way, file by file. */
  problems: string[];
}

const RUN_FILE = 'run.json';

/**
 * Runs in a folder, `<id>/run.json` with its checkpoints beside it. Everything is written whole or not at all, first
 * the checkpoint, then the record that names it: whenever the process ends, what was told of is there.
 */
export class RunStore {
  /** `keepBytes` bounds the checkpoints that one run keeps; the latest two stay in any case. */
  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly keepBytes = 64 * 2 ** 20,
  ) {}

  /** Begins a run under a name made of its time, such as `20240229-235959`. */
  async create(head: RunHead): Promise<RunWriter> {
    const stamp = new Date(head.started).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
    const taken = new Set(await this.disk.list(''));
    if (!taken.has('.gitignore')) await writeWhole(this.disk, '.gitignore', new TextEncoder().encode('*\n'));
    let id = stamp;
    for (let n = 2; taken.has(id); n++) id = `${stamp}-${n}`;
    const writer = new RunWriter(this.disk, this.hash, this.keepBytes, {
      version: 1,
      id,
      ...head,
      status: 'running',
      epochs: [],
    });
    await writer.save();
    return writer;
  }

  /** Begins a run from an epoch of another, whose records up to there are the first of its own. */
  async branch(head: RunHead, { run, checkpoint }: Recovery, epoch: number): Promise<RunWriter> {
    const writer = await this.create(head);
    const kept = run.epochs.filter((each) => each.epoch <= epoch);
    const last = kept.pop();
    writer.run.epochs.push(...kept.map((each) => ({ ...each, checkpoint: null })));
    if (last && checkpoint)
      await writer.epoch({ ...last, confusion: Uint32Array.from(last.confusion) }, checkpoint.bytes);
    return writer;
  }

  /** Goes on writing a run that was interrupted, from the epoch where it stands. */
  continue(run: StoredRun, epoch: number): RunWriter {
    const { message: _, step: _s, seconds: _t, weightsHash: _w, checkpoint: _c, ...kept } = run;
    const epochs = run.epochs.filter((each) => each.epoch <= epoch);
    return new RunWriter(this.disk, this.hash, this.keepBytes, { ...kept, status: 'running', epochs });
  }

  /** Every run that can be read, the latest first, and what is wrong with each that can't. */
  async list(): Promise<{ runs: StoredRun[]; problems: string[] }> {
    const runs: StoredRun[] = [];
    const problems: string[] = [];
    for (const id of (await this.disk.list('')).filter(isId).sort().reverse()) {
      try {
        runs.push(await this.read(id));
      } catch (error) {
        problems.push(words(error));
      }
    }
    return { runs, problems };
  }

  async read(id: string): Promise<StoredRun> {
    if (!isId(id)) throw new Error(`"${id}" is no run; expected a name of digits and dashes.`);
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
  async rename(id: string, title: string): Promise<void> {
    const run = await this.read(id);
    await writeWhole(this.disk, `${id}/${RUN_FILE}`, runToJson({ ...run, title }));
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

  /** One checkpoint, by what the run says of it; throws where it is gone or changed. */
  async load(id: string, { file, bytes: size, sha256 }: StoredCheckpoint): Promise<NamedBytes> {
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

/** Writes one run as it goes. Every call resolves when what it was given is on disk. */
export class RunWriter {
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly keepBytes: number,
    readonly run: StoredRun,
  ) {}

  get id(): string {
    return this.run.id;
  }

  epoch(record: EpochRecord, checkpoint: Uint8Array): Promise<void> {
    return this.epochs([{ record, checkpoint }]);
  }

  /** Epochs that came faster than the disk takes them, under one writing of the record. */
  epochs(done: readonly { record: EpochRecord; checkpoint: Uint8Array }[]): Promise<void> {
    return this.next(async () => {
      const name = ({ epoch }: EpochRecord): string => `epoch-${String(epoch).padStart(4, '0')}`;
      const stored = await Promise.all(done.map(({ record, checkpoint }) => this.store(name(record), checkpoint)));
      done.forEach(({ record }, i) =>
        this.run.epochs.push({ ...record, confusion: [...record.confusion], checkpoint: stored[i] }),
      );
      const dropped = this.drop();
      await this.save();
      for (const file of dropped) await this.disk.remove(`${this.id}/${file}`);
    });
  }

  end(tail: Omit<RunTail, 'checkpoint'>, checkpoint?: Uint8Array): Promise<void> {
    return this.next(async () => {
      const stored = checkpoint && (await this.store('end', checkpoint));
      Object.assign(this.run, tail, stored ? { checkpoint: stored } : {});
      await this.save();
    });
  }

  save(): Promise<void> {
    return writeWhole(this.disk, `${this.id}/${RUN_FILE}`, runToJson(this.run));
  }

  private next(work: () => Promise<void>): Promise<void> {
    const result = this.queue.then(work);
    // A write that failed is told to its caller; the next one is tried all the same.
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** A checkpoint is nothing before a record names it by its SHA-256, so it is written in place. */
  private async store(name: string, bytes: Uint8Array): Promise<StoredCheckpoint> {
    const file = `${name}.safetensors`;
    const sha256 = await this.hash(bytes);
    await this.disk.write(`${this.id}/${file}`, bytes);
    return { file, bytes: bytes.length, sha256 };
  }

  /** Forgets the oldest checkpoints beyond the bound; gives their files, to be removed once nothing names them. */
  private drop(): string[] {
    const kept = this.run.epochs.filter(({ checkpoint }) => checkpoint);
    let total = kept.reduce((sum, { checkpoint }) => sum + checkpoint!.bytes, 0);
    const files: string[] = [];
    for (const each of kept.slice(0, -2)) {
      if (total <= this.keepBytes) break;
      total -= each.checkpoint!.bytes;
      files.push(each.checkpoint!.file);
      each.checkpoint = null;
    }
    return files;
  }
}

function recordOf(id: string, bytes: Uint8Array): StoredRun {
  const run = runFromJson(bytes);
  if (run.id !== id) throw new Error(`id: "${run.id}" in the folder "${id}"`);
  return run;
}

function isId(name: string): boolean {
  return /^\d{8}-\d{6}(-\d{1,6})?$/.test(name);
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
