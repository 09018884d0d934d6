import type { TestPredictions } from './testPredictions.js';

/** How many epochs before the latest are kept. */
const KEPT = 6;

/** How earlier epochs read the test images: the few that were asked for last, one asked for at a time. */
export class EarlierPredictions {
  private readonly kept = new Map<number, Promise<TestPredictions | undefined>>();
  private asking: { epoch: number; stop: AbortController } | undefined;

  keep(epoch: number, reading: Promise<TestPredictions | undefined>): void {
    this.kept.delete(epoch);
    this.kept.set(epoch, reading);
    for (const oldest of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(oldest);
  }

  /** What is kept, or what `ask` gives; asking for another epoch stops one that has not come yet. */
  read(
    epoch: number,
    ask: (stop: AbortSignal) => Promise<TestPredictions | undefined>,
  ): Promise<TestPredictions | undefined> {
    if (this.asking && this.asking.epoch !== epoch) this.asking.stop.abort();
    const known = this.kept.get(epoch);
    if (known) {
      this.keep(epoch, known);
      return known;
    }
    const asking = { epoch, stop: new AbortController() };
    this.asking = asking;
    const reading = ask(asking.stop.signal).finally(() => {
      if (this.asking === asking) this.asking = undefined;
    });
    this.keep(epoch, reading);
    reading.catch(() => {
      if (this.kept.get(epoch) === reading) this.kept.delete(epoch);
    });
    return reading;
  }

  clear(): void {
    this.asking?.stop.abort();
    this.kept.clear();
  }
}
