import { type Disposable, EventEmitter } from 'vscode';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';
import type { FoldersNews } from './folderNews.js';
import type { RunFolders } from './runFolders.js';

/** The runs that other programs log, and those of other folders; all of it loads at its first use. */
export class LateFolders implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  private readonly news = new EventEmitter<LoggedRun>();
  readonly onRun = this.news.event;
  private opening: Promise<RunFolders> | undefined;
  private opened: RunFolders | undefined;
  private disposed = false;

  constructor(private readonly open: (news: FoldersNews) => Promise<RunFolders>) {}

  dispose(): void {
    this.disposed = true;
    this.opened?.dispose();
    this.changed.dispose();
    this.news.dispose();
  }

  /** The latest first; none until `ready`. */
  get logged(): readonly LoggedRun[] {
    return this.opened?.logged ?? [];
  }

  /** Our own runs in other folders, which are only read. */
  get trained(): readonly Run[] {
    return this.opened?.trained ?? [];
  }

  /** The latest whose program writes now. */
  get live(): LoggedRun | undefined {
    return this.logged.find(({ active }) => active);
  }

  get(id: string): LoggedRun | undefined {
    return this.logged.find((run) => run.id === id);
  }

  /** All of it, when it has loaded. */
  late(): Promise<RunFolders> {
    this.opening ??= this.open({ list: () => this.changed.fire(), run: (run) => this.news.fire(run) }).then(
      (folders) => {
        if (this.disposed) folders.dispose();
        return (this.opened = folders);
      },
    );
    return this.opening;
  }

  /** Resolves when the folders were read once. */
  async ready(): Promise<void> {
    await (await this.late()).ready();
  }

  /** Something shows the runs: they are looked at until it is disposed of. */
  watch(): Disposable {
    const watching = this.late().then((folders) => folders.watch());
    watching.catch(() => undefined);
    return { dispose: () => void watching.then((each) => each.dispose()) };
  }
}
