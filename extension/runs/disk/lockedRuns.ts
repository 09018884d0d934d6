import type { Claims } from './claim.js';
import { isError } from './errors.js';
import type { Holder, Pace } from './holder.js';

/** Runs that other processes write. No change of a file tells whether these live, so it is looked for. */
export class LockedRuns {
  /** Whether the holder of a run seemed to have ended when it was last looked at. */
  private readonly ended = new Map<string, boolean>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;

  constructor(
    private readonly claims: Claims,
    private readonly pace: Pace,
    /** Another process ended, came back or went on. */
    private readonly changed: (id: string) => void,
    /** Asks a person whether a process that gives no sign has ended. */
    private readonly askWhetherEnded: (holder: Holder) => Promise<boolean>,
  ) {}

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.ended.clear();
  }

  /** Whether another process writes a run; it is watched from then on, as long as one holds it. */
  async isLive(id: string): Promise<boolean> {
    const holder = await this.claims.holder(id);
    if (!holder) {
      this.ended.delete(id);
      return false;
    }
    this.ended.set(id, holder.ended);
    this.lookSoon();
    return !holder.ended;
  }

  /** Does something with a run; where a process that seems to have ended holds it, a person may say that it has. */
  async unlessLocked<T>(work: () => PromiseLike<T> | T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isError(error, 'RunLockedError') || !error.holder.free || !(await this.askWhetherEnded(error.holder)))
        throw error;
      await this.claims.acquire(error.folder, 'free');
      try {
        return await work();
      } catch (failed) {
        await this.claims.release(error.folder);
        throw failed;
      }
    }
  }

  private async look(): Promise<void> {
    this.timer = undefined;
    for (const [id, before] of this.ended) {
      // What can't be read now is looked at once more.
      await this.isLive(id).catch(() => undefined);
      if (this.ended.get(id) !== before) this.changed(id);
    }
    if (this.ended.size > 0) this.lookSoon();
  }

  /** Looks twice as often as signs are given, so that the last one is known soon. */
  private lookSoon(): void {
    if (!this.disposed) this.timer ??= setTimeout(() => void this.look(), this.pace.beat / 2);
  }
}
