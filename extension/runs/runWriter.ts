import type { EpochRecord } from '@surprisal/core';
import { batchBytes, BatchLog, type Batches } from './batches.js';
import { writeWhole, type Disk, type Hash } from './disk.js';
import { RUN_FILE, runToJson, type RunTail, type StoredFile, type StoredRun } from './storedRun.js';

/** Writes one run as it goes. Every call resolves when what it was given is on disk. */
export class RunWriter {
  private queue: Promise<void> = Promise.resolve();
  private readonly log: BatchLog;

  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly keepBytes: number,
    readonly run: StoredRun,
    /** Batches that are on disk. */
    step: number,
    /** Lets others write the run. */
    private readonly leave: () => Promise<void>,
  ) {
    this.log = new BatchLog(step);
  }

  get id(): string {
    return this.run.id;
  }

  /** Batches, which are written with the next epoch or the end. */
  add(batches: Batches): void {
    this.log.add(batches);
  }

  epoch(record: EpochRecord, checkpoint: Uint8Array): Promise<void> {
    return this.epochs([{ record, checkpoint }]);
  }

  /** Epochs that came faster than the disk takes them, under one writing of the record. */
  epochs(done: readonly { record: EpochRecord; checkpoint: Uint8Array }[]): Promise<void> {
    return this.next(async () => {
      const name = ({ epoch }: EpochRecord): string => `epoch-${String(epoch).padStart(4, '0')}`;
      const stored = await Promise.all([
        ...done.map(({ record, checkpoint }) => this.store(`${name(record)}.safetensors`, checkpoint)),
        this.storeBatches(),
      ]);
      done.forEach(({ record }, i) =>
        this.run.epochs.push({ ...record, confusion: [...record.confusion], checkpoint: stored[i]! }),
      );
      const dropped = this.drop();
      await this.save();
      for (const file of dropped) await this.disk.remove(`${this.id}/${file}`);
    });
  }

  /** The last of it; others may write the run then. */
  end(tail: Omit<RunTail, 'checkpoint'>, checkpoint?: Uint8Array): Promise<void> {
    return this.next(async () => {
      try {
        const stored = checkpoint && (await this.store('end.safetensors', checkpoint));
        await this.storeBatches();
        Object.assign(this.run, tail, stored ? { checkpoint: stored } : {});
        await this.save();
      } finally {
        await this.leave();
      }
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

  /** What came since the last writing; where that fails it is kept for the next. */
  private async storeBatches(): Promise<null> {
    const batches = this.log.read();
    if (!batches) return null;
    const { firstStep: first, loss } = batches;
    const count = loss.length;
    const file = await this.store(`batches-${String(first).padStart(6, '0')}.f32`, batchBytes(batches));
    this.run.batches.push({ first, count, ...file });
    this.log.written(first + count - 1);
    return null;
  }

  /** A file is nothing before a record names it by its SHA-256, so it is written in place. */
  private async store(file: string, bytes: Uint8Array): Promise<StoredFile> {
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
