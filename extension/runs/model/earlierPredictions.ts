import type { TestPredictions } from './testPredictions.js';

/** How many epochs before the latest stay in memory. */
const MOST_EPOCHS = 6;

type Predictions = Promise<TestPredictions | undefined>;

/** How earlier epochs read the test images: the few that were requested last, one loaded at a time. */
export class EarlierPredictions {
  private readonly recent = new Map<number, Predictions>();
  private loading: { epoch: number; stop: AbortController } | undefined;

  add(epoch: number, predictions: Predictions): void {
    this.recent.delete(epoch);
    this.recent.set(epoch, predictions);
    for (const oldest of [...this.recent.keys()].slice(0, -MOST_EPOCHS)) this.recent.delete(oldest);
  }

  /** Gives what is in memory, or what `load` gives; a request for another epoch stops one that has not come yet. */
  get(epoch: number, load: (stop: AbortSignal) => Predictions): Predictions {
    if (this.loading && this.loading.epoch !== epoch) this.loading.stop.abort();
    const known = this.recent.get(epoch);
    if (known) {
      this.add(epoch, known);
      return known;
    }
    const loading = { epoch, stop: new AbortController() };
    this.loading = loading;
    const predictions = load(loading.stop.signal).finally(() => {
      if (this.loading === loading) this.loading = undefined;
    });
    this.add(epoch, predictions);
    predictions.catch(() => {
      if (this.recent.get(epoch) === predictions) this.recent.delete(epoch);
    });
    return predictions;
  }

  clear(): void {
    this.loading?.stop.abort();
    this.recent.clear();
  }
}
