import type { RunCurves } from '../../protocol/run.js';
import type { Batches } from '../disk/batches.js';
import { GrowableFloats } from './growableFloats.js';

/** Batches that came from disk, and why others did not. */
export interface StoredBatches {
  batches: Batches[];
  missing?: string | undefined;
}

/** Loss and accuracy of every batch of a run, by its step. */
export class BatchCurves {
  /** Reads the batches of a run that comes from disk; it is called once. */
  readStored: (() => Promise<StoredBatches>) | undefined;
  private readonly loss = new GrowableFloats();
  private readonly accuracy = new GrowableFloats();
  private missing: string | undefined;

  /** How many batches the curves have. */
  get count(): number {
    return this.loss.size;
  }

  /** For how many of them there is memory. */
  get room(): number {
    return this.loss.room;
  }

  write(firstStep: number, loss: ArrayLike<number>, accuracy: ArrayLike<number>): void {
    this.loss.write(firstStep - 1, loss);
    this.accuracy.write(firstStep - 1, accuracy);
  }

  /** Forgets the batches after a step. */
  cut(step: number): void {
    this.loss.cut(step);
    this.accuracy.cut(step);
  }

  /** Batches from disk get their places, also between the means of epochs that stood for them. */
  addStored({ batches, missing }: StoredBatches): void {
    this.readStored = undefined;
    this.missing = missing;
    for (const { firstStep, loss, accuracy } of batches) this.write(firstStep, loss, accuracy);
  }

  /** Reads the batches of a run from disk when they are to be shown. */
  async load(): Promise<void> {
    const read = this.readStored;
    this.readStored = undefined;
    if (read) this.addStored(await read());
  }

  /** Each batch that is known, by its step; and why others are not. */
  each(
    loss: (step: number, value: number) => void,
    accuracy: (step: number, value: number) => void,
  ): string | undefined {
    this.loss.each((at, value) => Number.isNaN(value) || loss(at + 1, value));
    this.accuracy.each((at, value) => Number.isNaN(value) || accuracy(at + 1, value));
    return this.missing;
  }

  copy(): RunCurves {
    const { missing } = this;
    return { loss: this.loss.copy(), accuracy: this.accuracy.copy(), ...(missing !== undefined && { missing }) };
  }
}
