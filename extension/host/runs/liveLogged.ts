import { type Disposable, EventEmitter } from 'vscode';
import type { LoggedLive } from '../../protocol/train.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { LateFolders } from './lateFolders.js';

/** A program may log a hundred times a second; a person is told at most once in so many ms. */
const PAUSE = 500;

/** Follows the run that another program trains now, for the Train view and the status bar. */
export class LiveLogged implements Disposable {
  private readonly changed = new EventEmitter<LoggedLive | null>();
  readonly onChange = this.changed.event;
  now: LoggedLive | null = null;
  private run: LoggedRun | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners: Disposable[];

  constructor(
    private readonly folders: LateFolders,
    private readonly describe: (run: LoggedRun) => Promise<LoggedLive>,
  ) {
    this.listeners = [folders.onChange(() => this.soon()), folders.onRun((run) => run === this.run && this.soon())];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of [this.changed, ...this.listeners]) each.dispose();
  }

  /** Shows a run that has ended no more, until it goes on. */
  hide(): void {
    if (!this.run || this.run.active) return;
    this.run = undefined;
    this.now = null;
    this.changed.fire(null);
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.tell();
    }, PAUSE);
  }

  private async tell(): Promise<void> {
    // A run that has just ended stays, with its last numbers, until another begins or it is deleted.
    const run = this.folders.live ?? (this.run && this.folders.get(this.run.id));
    if (run !== this.run) await run?.loadSteps();
    const known = this.run;
    this.run = run;
    if (!run && !known) return;
    this.now = run ? await this.describe(run) : null;
    this.changed.fire(this.now);
  }
}
