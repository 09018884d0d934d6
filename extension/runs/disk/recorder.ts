import type { EpochDone } from '../../protocol/training.js';
import type { Batches } from './batches.js';
import { predictedOf } from './matrices.js';
import type { DoneEpoch, RunWriter } from './runWriter.js';

type End = Parameters<RunWriter['end']>[0];
type Done = Pick<EpochDone, 'record' | 'batches' | 'checkpoint'> & Partial<Pick<EpochDone, 'testLogits'>>;

/**
 * Writes a run while it trains: whatever is reported is on disk already. A disk that fails ends no training; the failure
 * is reported, and every later write is tried again, with the records that were missed.
 */
export class Recorder {
  private writer: RunWriter | undefined;
  private begun = false;
  /** Epochs that stand in no record yet, without their weights. */
  private readonly missed: DoneEpoch[] = [];
  /** Batches that came before there was a writer. */
  private readonly unwritten: Batches[] = [];
  private readonly pending: { done: DoneEpoch; report: () => void }[] = [];
  private queue: Promise<void> = Promise.resolve();

  /** `open` begins the run on disk, or goes on with it, when there is something to write. */
  constructor(
    private readonly open: () => Promise<RunWriter>,
    private readonly failed: (error: unknown) => void,
  ) {}

  begin(): void {
    if (this.begun) return;
    this.begun = true;
    void this.next(() => this.attempt(async () => undefined));
  }

  /** Batches, which are written with the next epoch or the end. */
  batches(batches: Batches): void {
    this.begin();
    if (this.writer) this.writer.add(batches);
    else this.unwritten.push(batches);
  }

  /** Epochs that come while others are being written are written together. */
  epoch({ record, batches, checkpoint, testLogits }: Done, report: () => void): void {
    this.batches(batches);
    const predicted = testLogits && predictedOf(testLogits, Math.sqrt(record.confusion.length));
    this.pending.push({ done: { record, predicted, checkpoint }, report });
    if (this.pending.length > 1) return;
    void this.next(async () => {
      const due = this.pending.splice(0);
      const epochs = due.map(({ done }) => done);
      const written = await this.attempt((writer) => writer.epochs([...this.missed, ...epochs]));
      if (written) this.missed.length = 0;
      else this.missed.push(...epochs.map(({ record, predicted }) => ({ record, predicted })));
      for (const { report } of due) report();
    });
  }

  /** A run of which nothing was ever written leaves nothing. */
  end(tail: End, checkpoint: Uint8Array | undefined, report: () => void): void {
    void this.next(async () => {
      if (this.begun || tail.step) await this.attempt((writer) => writer.end(tail, checkpoint, this.missed));
      report();
    });
  }

  /** A run that is not on disk yet is begun with its title. */
  retitle(title: string): Promise<void> {
    return this.next(async () => this.begun && (await this.attempt((writer) => writer.retitle(title))));
  }

  private next(work: () => Promise<unknown>): Promise<void> {
    return (this.queue = this.queue.then(async () => void (await work())));
  }

  private async attempt(write: (writer: RunWriter) => Promise<void>): Promise<boolean> {
    try {
      this.writer ??= await this.open();
      for (const batches of this.unwritten.splice(0)) this.writer.add(batches);
      await write(this.writer);
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
