import { type Disposable, EventEmitter } from 'vscode';
import type { LoggedLive } from '../../protocol/train.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { log } from '../ports/log.js';
import { Soon } from '../ports/soon.js';
import type { LateFolders } from './lateFolders.js';

/** A program may log a hundred times a second; a person is told at most once in so many ms. */
const PAUSE = 500;

/** Follows the run that another program trains now, for the Train view and the status bar. */
export class LiveLogged implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  /** What the status bar says of it: nothing is drawn there. */
  now: Omit<LoggedLive, 'scalars'> | null = null;
  private run: LoggedRun | undefined;
  private readonly soon = new Soon(PAUSE, () => void this.tell());
  private readonly listeners: Disposable[];

  constructor(
    private readonly folders: LateFolders,
    private readonly describe: (run: LoggedRun, drawn: boolean) => Promise<LoggedLive>,
  ) {
    this.listeners = [
      folders.onChange(() => this.soon.call()),
      folders.onRun((run) => run === this.run && this.soon.call()),
    ];
  }

  dispose(): void {
    for (const each of [this.soon, this.changed, ...this.listeners]) each.dispose();
  }

  /** What the Train view draws of it, while that is seen. */
  async drawn(): Promise<LoggedLive | null> {
    const { run } = this;
    // What can't be read of it stands among its problems.
    await run?.loadSteps().catch((error: unknown) => log.error(run.id, error));
    return run ? this.describe(run, true) : null;
  }

  /** Shows a run that has ended no more, until it goes on. */
  hide(): void {
    if (!this.run || this.run.active) return;
    this.run = undefined;
    this.now = null;
    this.changed.fire();
  }

  private async tell(): Promise<void> {
    // A run that has just ended stays, with its last numbers, until another begins or it is deleted.
    const run = this.folders.live ?? (this.run && this.folders.get(this.run.id));
    const known = this.run;
    this.run = run;
    if (!run && !known) return;
    this.now = run ? await this.describe(run, false) : null;
    this.changed.fire();
  }
}
