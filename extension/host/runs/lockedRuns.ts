import type { Disposable } from 'vscode';
import { type Claims, type RunLockedError, type Holder, pace, type Pace } from '../../runs/disk/claim.js';
import { isError } from '../../runs/disk/errors.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';

/** Runs that other processes hold: whether they live, which no change of a file tells, so it is looked for. */
export class HeldRuns implements Disposable {
  /** Whether the holder of a run seemed to have ended when it was last looked at. */
  private readonly ended = new Map<string, boolean>();
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(
    private readonly claims: Claims,
    private readonly pace: Pace,
    /** Another process ended, came back or went on. */
    private readonly changed: (id: string) => void,
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
  async unlessKept<T>(work: () => PromiseLike<T> | T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isError(error, 'RunLockedError') || !(await isGivenUp(error.holder))) throw error;
      await this.claims.take(error.folder, 'free');
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

  /** Twice as often as signs are given, so that the last one is known soon. */
  private lookSoon(): void {
    if (!this.disposed) this.timer ??= setTimeout(() => void this.look(), this.pace.beat / 2);
  }
}

async function isGivenUp({ free, host, pid, silent }: Holder): Promise<boolean> {
  if (!free) return false;
  const seconds = Math.round(silent / 1000);
  const who = host === '' ? t('Process {0}', pid) : t('Process {0} of {1}', pid, host);
  const detail = t('{0} gave no sign for {1} s. Should it still live, it will write this run no more.', who, seconds);
  const asked = t('Another window or program may still train this run.');
  return (await notify.confirm(asked, detail, [t('Take It Over'), () => true])) ?? false;
}

/** What a person can do about a run that another process has. */
export const heldHint = ({ holder }: RunLockedError): string =>
  holder.ended && !holder.free
    ? t('It may only be cut off; after {0} minutes without a sign it can be taken over.', pace.cutOff / 60_000)
    : t('It can be resumed when that has ended.');
