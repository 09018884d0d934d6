import { type Disposable, EventEmitter, Uri } from 'vscode';
import { messageOf } from '@surprisal/core';
import { Soon } from '../ports/soon.js';
import type { Used } from '../../runs/disk/diskUsed.js';
import { isError } from '../../runs/disk/errors.js';
import { isRunId } from '../../runs/disk/runId.js';
import { Run } from '../../runs/model/run.js';
import { watchFiles } from '../ports/files.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { SlowWork } from '../ports/slowWork.js';
import { t } from '../ports/t.js';
import { refuseElsewhere } from './dataElsewhere.js';
import type { LateFolders } from './lateFolders.js';
import type { OpenStore } from './lateStore.js';
import type { Damaged } from './runEntry.js';
import type { RunsFolder } from './runsFolder.js';
import type { Store } from './store.js';
import { type Evaluator, StoredRuns } from './storedRuns.js';

/** Milliseconds between two looks at what other windows write. */
const PAUSE = 500;
/** A list or a record is small: a file system that gives none in so many ms is not waited for. */
const PATIENCE = 10_000;

const unanswered = (ms: number): string => t('the file system gave no answer in {0} s.', ms / 1000);

/** Every run of this folder: those on disk, which are read and watched, and the one that trains now. */
export class RunLibrary extends StoredRuns implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  /** The latest first. */
  runs: Run[] = [];
  damaged: Damaged[] = [];
  /** Runs that were written since they were read. */
  private readonly stale = new Set<string>();
  private watcher: Disposable | undefined;
  private readonly soon = new Soon(PAUSE, () => void this.refresh());
  private refreshing: Promise<void> | undefined;
  private readonly late: SlowWork;
  /** Warnings that a person saw of this folder. */
  private readonly warned = new Set<string>();

  constructor(
    private readonly place: RunsFolder,
    open: OpenStore,
    threads: Evaluator,
    /** The runs of other folders, and those that other programs log; of a folder of someone else: what stands before the names of its runs. */
    private readonly others?: LateFolders | string,
    private readonly patience = PATIENCE,
  ) {
    super(() => open(place, (id) => this.readSoon(id)), threads);
    this.late = new SlowWork(patience, () => void this.refresh());
  }

  /** The runs of other folders, and those that other programs log. */
  get folders(): LateFolders {
    if (typeof this.others !== 'object') throw new Error('These are the runs of one folder.');
    return this.others;
  }

  /** Before the names of the runs of a folder that is only read. */
  private get prefix(): string {
    return typeof this.others === 'string' ? this.others : '';
  }

  protected override async at(id: string): Promise<[Store, string]> {
    const name = id.slice(id.lastIndexOf('/') + 1);
    const { others } = this;
    const library = typeof others === 'object' && name !== id ? (await others.late()).libraryOf(id) : this;
    return [await (library instanceof RunLibrary ? library : this).store, name];
  }

  override dispose(): void {
    this.soon.dispose();
    super.dispose();
    this.watcher?.dispose();
    this.changed.dispose();
  }

  /** Resolves when the runs on disk were read once. */
  ready(): Promise<void> {
    return this.refreshing ?? this.refresh();
  }

  /** Reads what came to the disk or went from it, one reading after the other. */
  refresh(): Promise<void> {
    return (this.refreshing = (this.refreshing ?? this.first()).then(() => this.readAll()));
  }

  async get(id: string): Promise<Run | undefined> {
    await this.ready();
    const trained = typeof this.others === 'object' ? this.others.trained : [];
    return [...this.runs, ...trained].find((run) => run.id === id);
  }

  /** A run that begins gets its place in the list before it is on disk. */
  add(run: Run): void {
    if (!this.runs.includes(run)) this.runs.unshift(run);
    this.changed.fire();
  }

  async rename(run: Run, title: string): Promise<void> {
    await (await this.store).runs.rename(run.id, title);
    run.title = title;
    this.changed.fire();
  }

  async moveToTrash(id: string): Promise<void> {
    await (await this.store).deleted.moveToTrash(id);
    await this.refresh();
  }

  async restoreFromTrash(id: string): Promise<void> {
    await (await this.store).deleted.restore(id);
    await this.refresh();
  }

  /** Runs in the trash, the latest first. */
  async deleted(): Promise<{ id: string; title: string }[]> {
    return (await this.store).deleted.list();
  }

  async emptyTrash(): Promise<void> {
    await (await this.store).deleted.empty(true);
    this.changed.fire();
  }

  /** Bytes that the runs take on disk. */
  async used(): Promise<Used> {
    return (await this.store).used.measure();
  }

  /** From now on other windows are heard; runs that were deleted long ago go. */
  private async first(): Promise<void> {
    this.watch();
    // Nothing is removed of a folder of someone else.
    if (this.prefix !== '') return;
    try {
      await this.late.wait('deleted', async () => (await this.store).deleted.empty(false));
    } catch (error) {
      this.warn(error);
    }
  }

  /** Runs that are known stay the same objects. */
  private async readAll(): Promise<void> {
    let ids: string[] = [];
    try {
      const listed = await this.late.wait('list', async () => (await this.store).disk.list(''));
      // What is there stays; what comes late is shown when it comes.
      if (!listed) {
        this.warn(unanswered(this.patience));
        return;
      }
      ids = listed.value.filter(isRunId);
    } catch (error) {
      this.warn(error);
    }
    const damaged: Damaged[] = [];
    const onDisk = await Promise.all(
      ids.map(async (id) => {
        const known = this.runs.find((run) => run.id === this.prefix + id);
        if (known && (known.active || !(known.elsewhere || this.stale.has(id)))) return known;
        this.stale.delete(id);
        try {
          const read = await this.late.wait(id, () => this.read(id, known));
          if (read) return read.value;
          if (known) this.stale.add(id);
          else damaged.push({ id, reason: unanswered(this.patience) });
          return known;
        } catch (error) {
          if (!isError(error, 'NoRunError') && !isError(error, 'LoggedError'))
            damaged.push({ id, reason: messageOf(error) });
          return undefined;
        }
      }),
    );
    const unsaved = this.runs.filter(({ id, active }) => active && !ids.includes(id));
    this.runs = [...unsaved, ...onDisk.filter((run) => run !== undefined)].sort((a, b) => b.began - a.began);
    this.damaged = damaged.sort((a, b) => (a.id < b.id ? 1 : -1));
    this.changed.fire();
  }

  /** Says why runs are not shown: a person hears once of what takes long, and of a link. */
  private warn(reason: unknown): void {
    const late = typeof reason === 'string';
    const words = late ? t('The runs of this folder are not shown yet: {0}', reason) : messageOf(reason);
    if (late) log.error(`runs: no answer in ${this.patience} ms`);
    else log.error('runs', reason);
    if (this.warned.has(words) || !(late || isError(reason, 'LinkError'))) return;
    this.warned.add(words);
    void notify.warn(words);
  }

  /** Reads a run from disk; one that is known gets what is new. */
  private async read(id: string, known?: Run): Promise<Run> {
    const { runs, locked, found, keepLogLoss, loadStored, describeEnd } = await this.store;
    const stored = await found.complete(await runs.read(id));
    const elsewhere = stored.status === 'running' && (await locked.isLive(id));
    // It was resumed while it was read.
    if (known?.active) return known;
    const run = known ?? new Run(this.prefix + id, stored.title, stored.config, stored.started);
    run.readOnly = this.prefix !== '';
    const same = known && !known.elsewhere && !elsewhere;
    if (same && stored.status === known.status && stored.epochs.length === known.epochs.length) {
      known.title = stored.title;
      return known;
    }
    loadStored(run, stored, elsewhere);
    if (run.readOnly) run.resumable = false;
    describeEnd(run, stored);
    run.test.release();
    run.test.evaluateAgain = async (epoch, stop) => {
      refuseElsewhere(run);
      return this.evaluateAgain(id, epoch, stop);
    };
    run.evaluated = (record) => {
      this.changed.fire();
      if (!run.readOnly) void keepLogLoss(run, record);
    };
    run.curves.readStored = () => this.batches(stored);
    run.readMatrices = () => this.matrices(stored);
    return run;
  }

  /** Another window on this folder writes runs as well. */
  private watch(): void {
    const root = Uri.joinPath(this.place.folder, this.place.below);
    this.watcher = watchFiles(root, '*/{run*.json,epochs*.jsonl,writer-*.lock}', ({ path }) =>
      this.readSoon(path.split('/').at(-2) ?? ''),
    );
  }

  private readSoon(id: string): void {
    if (this.runs.some((run) => run.id === id && run.active)) return;
    this.stale.add(id);
    this.soon.call();
  }
}
