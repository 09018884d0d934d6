import type { EpochRecord } from '@surprisal/core';
import { epochsDone } from '../../protocol/runState.js';
import { BatchLog, batchLines, type Batches } from './batches.js';
import type { Claims } from './claim.js';
import { partOf, type Disk, type Hash } from './disk.js';
import { LogWriter } from './log.js';
import { countMatrix, npyBytes } from './matrices.js';
import {
  epochLine,
  headToJson,
  MOST_LETTERS,
  RUN_FILE,
  type RunTail,
  type StoredEpoch,
  type StoredFile,
  type StoredRun,
  isRunFile,
} from './storedRun.js';

/** An epoch that is to be written; it has no checkpoint where its weights are lost. */
export interface DoneEpoch {
  record: EpochRecord;
  /** The class that each test item was read as. */
  predicted?: Uint16Array | undefined;
  checkpoint?: Uint8Array | undefined;
}

/** What is known of a folder that is written. */
export interface WriterPlace {
  /** Files that are there. */
  names: readonly string[];
  /** Classes of the test items, where they are on disk. */
  labels?: ArrayLike<number> | undefined;
  /** Batches that are on disk. */
  step: number;
  /** Files that the record no longer names once the next state is on disk. */
  stale?: string[] | undefined;
}

/**
 * Writes one run as it goes. Every call resolves when what it was given is on disk. A file is new, or takes another's
 * place in one step; nothing that the record names is written over.
 */
export class RunWriter {
  private queue: Promise<void> = Promise.resolve();
  private readonly log: BatchLog;
  private readonly names: Set<string>;
  private readonly steps: LogWriter;
  private readonly lines: LogWriter;
  private stale: string[];

  private readonly disk: Disk;

  constructor(
    private readonly claims: Pick<Claims, 'guarded' | 'alone' | 'release'>,
    private readonly hash: Hash,
    private readonly keepBytes: number,
    readonly run: StoredRun,
    private readonly place: WriterPlace,
  ) {
    const disk = (this.disk = claims.guarded());
    this.log = new BatchLog(place.step);
    this.names = new Set(place.names);
    this.stale = place.stale ?? [];
    this.steps = new LogWriter(disk, run.id, 'steps', run.take);
    this.lines = new LogWriter(disk, run.id, 'epochs', run.take);
  }

  get id(): string {
    return this.run.id;
  }

  /** Adds batches, which are written with the next epoch or the end. */
  add(batches: Batches): void {
    this.log.add(batches);
  }

  epoch(record: EpochRecord, checkpoint: Uint8Array): Promise<void> {
    return this.epochs([{ record, checkpoint }]);
  }

  /** Writes epochs together, which came faster than the disk could write them. */
  epochs(done: readonly DoneEpoch[]): Promise<void> {
    return this.next(() => this.storeEpochs(done));
  }

  private async storeEpochs(done: readonly DoneEpoch[]): Promise<void> {
    if (done.length === 0) return;
    const { run } = this;
    const [news] = await allOf([allOf(done.map((each) => this.storeEpoch(each))), this.storeBatches()]);
    const firstWithState = this.firstWithStateOf([...run.epochs, ...news]);
    const lines = news.map((each, i) =>
      epochLine({ ...each, kept: i === news.length - 1 && firstWithState > 1 ? firstWithState : undefined }),
    );
    await this.lines.write(news[0].epoch, lines);
    run.epochs.push(...news);
    for (const each of run.epochs)
      if (each.epoch > 0 && each.epoch < firstWithState && each.checkpoint) {
        this.stale.push(each.checkpoint.file);
        each.checkpoint = null;
      }
    if (news.some(({ checkpoint }) => checkpoint)) await this.sweep();
  }

  /** Writes how the run ended, after epochs that are in no record yet; then others may write the run. */
  end(tail: RunTail, checkpoint?: Uint8Array, missed: readonly DoneEpoch[] = []): Promise<void> {
    return this.next(async () => {
      const { run } = this;
      try {
        await this.storeEpochs(missed);
        const [stored] = await allOf([
          checkpoint ? this.store('end.safetensors', checkpoint) : undefined,
          this.storeBatches(),
        ]);
        const message = tail.message && { message: tail.message.slice(0, MOST_LETTERS) };
        Object.assign(run, tail, message, { ended: epochsDone(run.epochs) }, stored && { checkpoint: stored });
        await this.save();
        if (stored) await this.sweep();
      } finally {
        await this.claims.release(this.id);
      }
    });
  }

  /** Gives the run another title; where it has ended meanwhile, it is claimed once more for that. */
  retitle(title: string): Promise<void> {
    return this.next(() =>
      this.claims.alone(this.id, async () => {
        this.run.title = title;
        await this.save();
      }),
    );
  }

  /** Writes the head: in the place of the one before where the disk can rename a file over it, else beside it. */
  async save(): Promise<void> {
    const { disk, run, id, names } = this;
    run.revision++;
    if (disk.rename) {
      const part = partOf(`${id}/${RUN_FILE}`);
      await disk.write(part, headToJson(run));
      await disk.rename(part, `${id}/${RUN_FILE}`);
      names.add(RUN_FILE);
    }
    const older = [...names].filter((name) => name !== RUN_FILE && isRunFile(name));
    if (!disk.rename) {
      while (names.has(`run-${run.revision}.json`)) run.revision++;
      const file = names.has(RUN_FILE) ? `run-${run.revision}.json` : RUN_FILE;
      names.add(file);
      await disk.write(`${id}/${file}`, headToJson(run));
    }
    for (const name of older) await this.remove(name);
  }

  private next(work: () => Promise<void>): Promise<void> {
    const result = this.queue.then(work);
    // A write that failed is reported to its caller; the next one is tried all the same.
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async storeEpoch({ record, predicted, checkpoint }: DoneEpoch): Promise<StoredEpoch> {
    const { confusion: counts, ...rest } = record;
    const number = String(record.epoch).padStart(4, '0');
    const { classes } = this.run;
    const { labels } = this.place;
    const counted =
      predicted && labels?.length === predicted.length ? countMatrix(labels, predicted, classes.length) : [];
    const known = predicted && counts.length > 0 && counts.every((count, i) => count === counted[i]);
    const size = classes.length;
    const [items, matrix, stored] = await allOf([
      known && this.store(`predicted-${number}.npy`, npyBytes(predicted, [predicted.length])),
      !known && counts.length > 0 && this.store(`confusion-${number}.npy`, npyBytes(counts, [size, size])),
      checkpoint && this.store(`checkpoint-${number}.safetensors`, checkpoint),
    ]);
    return {
      ...rest,
      ...(items && { predicted: items }),
      ...(matrix && { confusion: matrix }),
      checkpoint: stored ?? null,
    };
  }

  /** Writes the batches that came since the last writing; where that fails they wait for the next. */
  private async storeBatches(): Promise<void> {
    const batches = this.log.read();
    if (batches.length === 0) return;
    await this.steps.write(batches[0].firstStep, batches.flatMap(batchLines));
    this.log.written(batches);
  }

  /** Writes a new file under its own name, or with a number where a file has that name already. */
  private async store(name: string, bytes: Uint8Array): Promise<StoredFile> {
    const [stem, ending] = name.split('.');
    let file = name;
    for (let n = 2; this.names.has(file); n++) file = `${stem}-${n}.${ending}`;
    this.names.add(file);
    const sha256 = await this.hash(bytes);
    await this.disk.write(`${this.id}/${file}`, bytes);
    return { file, bytes: bytes.length, sha256 };
  }

  /** The first epoch whose weights stay: beyond the bound the oldest are removed, but never the latest two, nor epoch 0. */
  private firstWithStateOf(epochs: readonly StoredEpoch[]): number {
    const saved = epochs.filter(({ epoch, checkpoint }) => epoch > 0 && checkpoint);
    let total = saved.reduce((sum, { checkpoint }) => sum + checkpoint!.bytes, 0);
    for (const each of saved.slice(0, -2)) {
      if (total <= this.keepBytes) return each.epoch;
      total -= each.checkpoint!.bytes;
    }
    return saved.at(-2)?.epoch ?? 1;
  }

  /** Removes the files that the record no longer names. */
  private async sweep(): Promise<void> {
    for (const name of this.stale.splice(0)) await this.remove(name);
  }

  /** Removes a file; one that can't be removed does no harm. */
  private async remove(name: string): Promise<void> {
    await this.disk.remove(`${this.id}/${name}`).then(
      () => this.names.delete(name),
      () => undefined,
    );
  }
}

/** Waits for all of them; where one fails, it throws once the others are done too. */
export async function allOf<T extends readonly unknown[]>(
  work: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
