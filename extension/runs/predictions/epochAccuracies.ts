import type { LoggedRun } from '../model/loggedRun.js';

/** The accuracy of each epoch of a logged run: counted one after the other, the latest first, when nothing else waits. */
export class EpochAccuracies {
  /** By the epoch as its record has it: one that is logged anew is another. */
  private readonly known = new Map<object, number>();
  private counting: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly run: LoggedRun) {}

  of(epoch: object): number | undefined {
    return this.known.get(epoch);
  }

  set(epoch: object, accuracy: number): void {
    this.known.set(epoch, accuracy);
  }

  stop(): void {
    this.stopped = true;
  }

  /** Counts those that are not known yet; `counted` hears of each. */
  count(counted: () => void): Promise<void> {
    this.stopped = false;
    return (this.counting ??= this.countAll(counted).finally(() => (this.counting = undefined)));
  }

  private async countAll(counted: () => void): Promise<void> {
    const there = new Set<object>(this.run.epochs);
    for (const epoch of this.known.keys()) if (!there.has(epoch)) this.known.delete(epoch);
    for (const epoch of [...this.run.epochs].reverse()) {
      if (this.stopped) return;
      if (this.known.has(epoch) || !epoch.has.predictions) continue;
      // One that can't be read has none.
      const accuracy = await this.run.accuracy(epoch.epoch).catch(() => null);
      this.known.set(epoch, accuracy ?? NaN);
      counted();
    }
  }
}
