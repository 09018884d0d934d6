import type { BatchRecord } from '@surprisal/core';
import type { BatchProgress } from '../protocol/training.js';

const INTERVAL = 100;
/** The rate is that of the last so many ms. */
const SMOOTHED = 3000;
const MOST_RECENT = SMOOTHED / INTERVAL + 1;

const sum = <K extends string>(all: readonly Record<K, number>[], key: K): number =>
  all.reduce((total, each) => total + each[key], 0);

/** Gathers the records of batches and makes one message of them, at most ten times a second. */
export class Progress {
  /** Seconds of training so far; pauses and evaluation are not in it. */
  seconds = 0;
  private loss: number[] = [];
  private accuracy: number[] = [];
  private firstStep = 1;
  private images = 0;
  private since = 0;
  /** The images of the last messages, and how long they were computed. */
  private readonly recent: { at: number; images: number; seconds: number }[] = [];
  private done = 0;
  private lastMessage = -Infinity;

  constructor(
    private readonly clock: () => number,
    private readonly totalBatches: number,
    private readonly batchesPerEpoch: number,
  ) {}

  add({ step, loss, accuracy }: BatchRecord, images: number, seconds: number): void {
    if (this.loss.length === 0) this.firstStep = step;
    this.loss.push(loss);
    this.accuracy.push(accuracy);
    this.done++;
    this.images += images;
    this.seconds += seconds;
    this.since += seconds;
  }

  /** What has gathered since the last message. */
  gathered(): Pick<BatchProgress, 'firstStep' | 'loss' | 'accuracy'> {
    const { firstStep, loss, accuracy } = this;
    return { firstStep, loss: Float32Array.from(loss), accuracy: Float32Array.from(accuracy) };
  }

  /** Gives what has gathered and begins anew, if there is anything and it is time, or at once with `now`. */
  flush(pace: number, now = false): BatchProgress | null {
    const time = this.clock();
    if (this.loss.length === 0 || (!now && time - this.lastMessage < INTERVAL)) return null;
    const last = this.firstStep + this.loss.length - 1;
    const left = this.totalBatches - last;
    this.recent.push({ at: time, images: this.images, seconds: this.since });
    while (this.recent.length > 1 && Math.abs(time - this.recent[0].at) > SMOOTHED) this.recent.shift();
    if (this.recent.length > MOST_RECENT) this.recent.shift();
    const [images, seconds] = [sum(this.recent, 'images'), sum(this.recent, 'seconds')];
    const message = {
      ...this.gathered(),
      epoch: Math.floor((last - 1) / this.batchesPerEpoch) + 1,
      batch: ((last - 1) % this.batchesPerEpoch) + 1,
      imagesPerSecond: seconds > 0 ? images / seconds : 0,
      seconds: this.seconds,
      secondsLeft: Math.max((left * this.seconds) / this.done, pace > 0 ? left / pace : 0),
    };
    this.lastMessage = time;
    this.loss = [];
    this.accuracy = [];
    this.images = this.since = 0;
    return message;
  }
}
