import { type Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { NamedBytes } from '@surprisal/core';
import type { RunStarted } from '../../protocol/training.js';
import { isError } from '../../runs/disk/errors.js';
import { isRunId } from '../../runs/disk/runId.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { RunWriter } from '../../runs/disk/runWriter.js';
import type { StoredRun } from '../../runs/disk/storedRun.js';
import { log } from '../ports/log.js';
import { SlowWork } from '../ports/slowWork.js';
import * as notify from '../ports/notify.js';
import { wordsOf } from '../ports/plain.js';
import { t } from '../ports/t.js';
import { type StoredBatches, type StoredMatrices, Run } from '../../runs/model/run.js';
import type { RunsFolder } from './runsFolder.js';
import type { Store } from './store.js';
import { fill, headOf, missingWords, type Evaluate } from './storedRuns.js';

/** A folder that should hold a run, and why it can't be read. */
export interface Damaged {
  id: string;
  reason: string;
}

/** Milliseconds between two readings of what other windows write. */
const PAUSE = 500;
/** A list or a record is small: a file system that gives none in so many ms is not waited for. */
const PATIENCE = 10_000;

const unanswered = (ms: number): string => t('the file system gave no answer in {0} s.', ms / 1000);

/** Every run of this folder: those on disk, and the one that trains now. */
export class RunLibrary implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  /** The latest first. */
  runs: Run[] = [];
  damaged: Damaged[] = [];
  /** Reads the test images through a checkpoint; given by who trains. */
  evaluateCheckpoint: Evaluate | undefined;
  private opened: Promise<Store> | undefined;
  /** Runs that were written since they were read. */
  private readonly stale = new Set<string>();
  private watcher: Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private readonly late: SlowWork;
  /** What a person was told of this folder. */
  private readonly told = new Set<string>();

  constructor(
    private readonly place: RunsFolder,
    private readonly open: (place: RunsFolder, changed: (id: string) => void) => Promise<Store>,
    private readonly patience = PATIENCE,
  ) {
    this.late = new SlowWork(patience, () => void this.refresh());
  }

  /** Opens when something of it is first read or written. */
  private get store(): Promise<Store> {
    return (this.opened ??= this.open(this.place, (id) => this.readSoon(id)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    void this.opened?.then(
      ({ held }) => held.dispose(),
      () => undefined,
    );
    this.watcher?.dispose();
    this.changed.dispose();
  }

  /** Resolves when the runs on disk were read once. */
  ready(): Promise<void> {
    return this.reading ?? this.refresh();
  }

  /** Reads what came to the disk or went from it, one reading after the other. */
  refresh(): Promise<void> {
    return (this.reading = (this.reading ?? this.first()).then(() => this.readAll()));
  }

  /** From now on other windows are heard; runs that were deleted long ago go. */
  private async first(): Promise<void> {
    this.watch();
    try {
      await this.late.wait('deleted', async () => (await this.store).deleted.empty(false));
    } catch (error) {
      this.tell(error);
    }
  }

  /** Runs that are known stay the same objects. */
  private async readAll(): Promise<void> {
    let ids: string[] = [];
    try {
      const listed = await this.late.wait('list', async () => (await this.store).disk.list(''));
      // What is there stays; what comes late is shown when it comes.
      if (!listed) {
        this.tell(unanswered(this.patience));
        return;
      }
      ids = listed.value.filter(isRunId);
    } catch (error) {
      this.tell(error);
    }
    const damaged: Damaged[] = [];
    const found = await Promise.all(
      ids.map(async (id) => {
        const known = this.runs.find((run) => run.id === id);
        if (known && (known.active || !(known.elsewhere || this.stale.has(id)))) return known;
        this.stale.delete(id);
        try {
          const read = await this.late.wait(id, () => this.read(id, known));
          if (read) return read.value;
          if (known) this.stale.add(id);
          else damaged.push({ id, reason: unanswered(this.patience) });
          return known;
        } catch (error) {
          if (!isError(error, 'NoRunError')) damaged.push({ id, reason: wordsOf(error) });
          return undefined;
        }
      }),
    );
    const unsaved = this.runs.filter(({ id, active }) => active && !ids.includes(id));
    this.runs = [...unsaved, ...found.filter((run) => run !== undefined)].sort((a, b) => b.began - a.began);
    this.damaged = damaged.sort((a, b) => (a.id < b.id ? 1 : -1));
    this.changed.fire();
  }

  /** Why runs are not shown: a person hears once of what takes long, and of a link. */
  private tell(reason: unknown): void {
    const late = typeof reason === 'string';
    const said = late ? t('The runs of this folder are not shown yet: {0}', reason) : wordsOf(reason);
    if (late) log.error(`runs: no answer in ${this.patience} ms`);
    else log.error('runs', reason);
    if (this.told.has(said) || !(late || isError(reason, 'LinkError'))) return;
    this.told.add(said);
    void notify.warn(said);
  }

  async get(id: string): Promise<Run | undefined> {
    await this.ready();
    return this.runs.find((run) => run.id === id);
  }

  /** Begins a run on disk; from then on it has its name there. */
  create(run: Run, started: RunStarted): Promise<RunWriter> {
    return this.keep(run, ({ runs }) => runs.create(headOf(run, started), started.testLabels));
  }

  /** Begins a run on disk with an epoch of another and all before it. */
  branch(run: Run, started: RunStarted, from: Recovery): Promise<RunWriter> {
    return this.keep(run, ({ runs }) => runs.branch(headOf(run, started), from, started.epoch));
  }

  private async keep(run: Run, begin: (store: Store) => Promise<RunWriter>): Promise<RunWriter> {
    const store = await this.store;
    await store.ignore();
    const writer = await begin(store);
    run.id = writer.id;
    run.evaluateAgain = (epoch, stop) => this.evaluateAgain(writer.id, epoch, stop);
    this.add(run);
    return writer;
  }

  /** Goes on with a run on disk from an epoch where it stood. */
  async goOn(run: Run, { run: stored, ...rest }: Recovery, epoch: number): Promise<RunWriter> {
    return (await this.store).runs.continue({ ...rest, run: { ...stored, title: run.title } }, epoch);
  }

  /** Where a run goes on from: its last checkpoint that is whole, or that of one epoch. */
  async recover(run: Run, epoch?: number): Promise<Recovery> {
    const { runs } = await this.store;
    return epoch === undefined ? runs.recover(run.id) : runs.recoverAt(run.id, epoch);
  }

  /** The batches of a run on disk. */
  async batches(stored: StoredRun): Promise<StoredBatches> {
    const { batches, problems } = await (await this.store).runs.batches(stored);
    return { batches, missing: missingWords(stored, batches, problems) };
  }

  /** A run that begins takes its place in the list before it is on disk. */
  add(run: Run): void {
    if (!this.runs.includes(run)) this.runs.unshift(run);
    this.changed.fire();
  }

  /** How the epochs of a run on disk read the test part. */
  async matrices(stored: StoredRun): Promise<StoredMatrices> {
    return (await this.store).runs.matrices(stored);
  }

  /** The record of a run as one file: its settings, and a line an epoch. */
  async record(id: string): Promise<Uint8Array> {
    return new TextEncoder().encode(await (await this.store).runs.text(id));
  }

  /** What lies beside the record under a name of its own; null where there is nothing. */
  async readSidecar({ id }: Run, file: string): Promise<Uint8Array | null> {
    return (await this.store).runs.readSidecar(id, file);
  }

  async writeSidecar({ id }: Run, file: string, bytes: Uint8Array): Promise<void> {
    return (await this.store).runs.writeSidecar(id, file, bytes);
  }

  async rename(run: Run, title: string): Promise<void> {
    await (await this.store).runs.rename(run.id, title);
    run.title = title;
    this.changed.fire();
  }

  /** Moves a run's folder aside, where nothing looks for it. */
  async moveToTrash(id: string): Promise<void> {
    await (await this.store).deleted.take(id);
    await this.refresh();
  }

  async restoreFromTrash(id: string): Promise<void> {
    await (await this.store).deleted.bringBack(id);
    await this.refresh();
  }

  /** Runs that were set aside, the latest first. */
  async deleted(): Promise<{ id: string; title: string }[]> {
    return (await this.store).deleted.list();
  }

  /** Removes them for good. */
  async emptyDeleted(): Promise<void> {
    return (await this.store).deleted.empty(true);
  }

  /** Claims a run that is to be written; throws where another process has it and keeps it. */
  async claim({ id }: Run): Promise<void> {
    const { runs, held } = await this.store;
    return held.unlessKept(() => runs.claims.take(id));
  }

  /** Does something with a run, which a process that seems to have ended may still hold: a person is asked. */
  async unlessKept<T>(work: () => PromiseLike<T> | T): Promise<T> {
    return (await this.store).held.unlessKept(work);
  }

  async release({ id }: Run): Promise<void> {
    return (await this.store).runs.claims.release(id);
  }

  /** A run from disk; one that is known takes in what is new. */
  private async read(id: string, known?: Run): Promise<Run> {
    const { runs, held } = await this.store;
    const stored = await runs.read(id);
    const elsewhere = stored.status === 'running' && (await held.isLive(id));
    // It was taken up while it was read.
    if (known?.active) return known;
    const run = known ?? new Run(id, stored.title, stored.config, stored.started);
    const same = known && !known.elsewhere && !elsewhere;
    if (same && stored.status === known.status && stored.epochs.length === known.epochs.length) {
      known.title = stored.title;
      return known;
    }
    fill(run, stored, elsewhere);
    run.release();
    run.evaluateAgain = (epoch, stop) => this.evaluateAgain(id, epoch, stop);
    run.loadBatches = () => this.batches(stored);
    run.loadMatrices = () => this.matrices(stored);
    return run;
  }

  /** Another window on this folder writes runs as well. */
  private watch(): void {
    const root = Uri.joinPath(this.place.folder, this.place.below);
    const watcher = workspace.createFileSystemWatcher(
      new RelativePattern(root, '*/{run*.json,epochs*.jsonl,writer-*.lock}'),
    );
    const changed = (uri: Uri): void => this.readSoon(uri.path.split('/').at(-2) ?? '');
    this.watcher = watcher;
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
  }

  private readSoon(id: string): void {
    if (this.runs.some((run) => run.id === id && run.active)) return;
    this.stale.add(id);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, PAUSE);
  }

  /** The test images as the network of an epoch, or of the latest, reads them. */
  private async evaluateAgain(id: string, epoch: number | null, stop?: AbortSignal): Promise<RunStarted> {
    const { runs } = await this.store;
    const stored = await runs.read(id);
    const kept = epoch === null ? stored.epochs.at(-1) : stored.epochs.find((each) => each.epoch === epoch);
    if (!kept?.checkpoint || !this.evaluateCheckpoint)
      throw new Error(
        epoch === null
          ? t('The weights of the last epoch were not kept.')
          : t('The weights of epoch {0} were not kept.', epoch),
      );
    const checkpoint: NamedBytes = await runs.load(id, kept.checkpoint);
    return this.evaluateCheckpoint(stored.config, checkpoint, stop);
  }
}
