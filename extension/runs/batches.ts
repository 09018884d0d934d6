import * as v from 'valibot';

/** Batches one after the other: the loss and the training accuracy of each. */
export interface Batches {
  /** Batches count from 1. */
  firstStep: number;
  loss: Float32Array;
  accuracy: Float32Array;
}

/** A file with batches: from it those that the run still has, and by which bytes it is known. */
export interface StoredBatches {
  first: number;
  count: number;
  file: string;
  bytes: number;
  sha256: string;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const storedBatches = v.pipe(
  v.object({
    first: whole,
    count: whole,
    file: v.pipe(v.string(), v.regex(/^batches-\d{1,12}\.f32$/)),
    bytes: whole,
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  }),
  v.check(({ count, bytes }) => bytes % PAIR === 0 && count <= bytes / PAIR, 'no such batches in so many bytes'),
);

const PAIR = 8;
/** Batches that a run keeps, 16 MiB of them; beyond it the means of the epochs stand. */
const MOST = 2 ** 21;

/** Little-endian single precision: every loss, then every accuracy. */
export function batchBytes({ loss, accuracy }: Batches): Uint8Array {
  const view = new DataView(new ArrayBuffer(PAIR * loss.length));
  loss.forEach((value, i) => view.setFloat32(4 * i, value, true));
  accuracy.forEach((value, i) => view.setFloat32(4 * (loss.length + i), value, true));
  return new Uint8Array(view.buffer);
}

export function batchesOf(bytes: Uint8Array, { first, count }: StoredBatches): Batches {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = (at: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * (at + i), true));
  return { firstStep: first, loss: from(0), accuracy: from(bytes.length / PAIR) };
}

/** What is left of the files of a run that goes on after `step` batches. */
export const cutBatches = (files: readonly StoredBatches[], step: number): StoredBatches[] =>
  files
    .filter(({ first }) => first <= step)
    .map((each) => ({ ...each, count: Math.min(each.count, step - each.first + 1) }));

/** Batches on their way to disk, each of them once, in order. */
export class BatchLog {
  private waiting: Batches[] = [];

  /** `last` is the step of the last batch that is on disk. */
  constructor(private last: number) {}

  /** Batches that came before are left out. */
  add({ firstStep, loss, accuracy }: Batches): void {
    const known = Math.max(0, this.last + 1 - firstStep);
    const room = Math.max(0, MOST + 1 - firstStep);
    if (known >= Math.min(loss.length, room)) return;
    const [news, read] = [loss.slice(known, room), accuracy.slice(known, room)];
    this.waiting.push({ firstStep: firstStep + known, loss: news, accuracy: read });
    this.last = firstStep + known + news.length - 1;
  }

  /** All that waits, as one; a batch that never came is NaN. */
  read(): Batches | undefined {
    const [head] = this.waiting;
    if (!head) return undefined;
    const { firstStep } = head;
    const loss = new Float32Array(this.last - firstStep + 1).fill(NaN);
    const accuracy = loss.slice();
    for (const each of this.waiting) {
      loss.set(each.loss, each.firstStep - firstStep);
      accuracy.set(each.accuracy, each.firstStep - firstStep);
    }
    return { firstStep, loss, accuracy };
  }

  /** They are on disk up to this step. */
  written(step: number): void {
    this.waiting = this.waiting.filter(({ firstStep }) => firstStep > step);
  }
}
