import type { EpochDone } from '../../protocol/training.js';
import type { Batches } from './batches.js';
import { predictedOf } from './matrices.js';
import type { DoneEpoch, RunWriter } from './runWriter.js';

type End = Parameters<RunWriter['end']>[0];
type Done = Pick<EpochDone, 'record' | 'batches' | 'checkpoint'> & Partial<Pick<EpochDone, 'testLogits'>>;

/**
 * Keeps a run on disk while it trains: what is told of is there already. A disk that fails ends no training; it is
 * told of, and every later write is tried again, with the records that were missed.
 */
export class Recorder {
  private writer: RunWriter | undefined;
  private begun = false;
  /** Epochs that stand in no record yet, without their weights. */
  private readonly missed: DoneEpoch[] = [];
  /** That came before there was a writer. */
  private readonly untold: Batches[] = [];
  private readonly pending: { done: DoneEpoch; tell: () => void }[] = [];
  private queue: Promise<void> = Promise.resolve();

  /** `open` begins the run on disk, or goes on with it, when there is something to write. */
  constructor(
    private readonly open: () => Promise<RunWriter>,
    private readonly failed: (error: unknown) => void,
  ) {}

  begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.next(() => this.attempt(async () => undefined));
  }

  /** Batches, which are written with the next epoch or the end. */
  batches(batches: Batches): void {
    this.begin();
    if (this.writer) this.writer.add(batches);
    else this.untold.push(batches);
  }

  /** Epochs that come while others are being written are written together. */
  epoch({ record, batches, checkpoint, testLogits }: Done, tell: () => void): void {
    this.batches(batches);
    const predicted = testLogits && predictedOf(testLogits, Math.sqrt(record.confusion.length));
    this.pending.push({ done: { record, predicted, checkpoint }, tell });
    if (this.pending.length > 1) return;
    this.next(async () => {
      const taken = this.pending.splice(0);
      const epochs = taken.map(({ done }) => done);
      const written = await this.attempt((writer) => writer.epochs([...this.missed, ...epochs]));
      if (written) this.missed.length = 0;
      else this.missed.push(...epochs.map(({ record, predicted }) => ({ record, predicted })));
      for (const { tell } of taken) tell();
    });
  }

  /** A run of which nothing was ever written leaves nothing. */
  end(tail: End, checkpoint: Uint8Array | undefined, tell: () => void): void {
    this.next(async () => {
      if (this.begun || tail.step) await this.attempt((writer) => writer.end(tail, checkpoint, this.missed));
      tell();
    });
  }

  retitle(title: string): void {
    this.next(() => this.attempt((writer) => writer.retitle(title)));
  }

  private next(work: () => Promise<unknown>): void {
    this.queue = this.queue.then(async () => void (await work()));
  }

  private async attempt(write: (writer: RunWriter) => Promise<void>): Promise<boolean> {
    try {
      this.writer ??= await this.open();
      for (const batches of this.untold.splice(0)) this.writer.add(batches);
      await write(this.writer);
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
