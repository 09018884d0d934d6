import { type Disposable, EventEmitter, Uri } from 'vscode';
import type { NamedBytes } from '@surprisal/core';
import type { RunStarted } from '../../protocol/training.js';
import { type Recovery, RunStore, type RunWriter } from '../../runs/runStore.js';
import { files } from '../files.js';
import { log } from '../log.js';
import { sha256 } from '../sha256.js';
import { t } from '../t.js';
import { Run } from '../training/run.js';
import { diskAt } from './runDisk.js';
import { fill, headOf, type Recall } from './storedRuns.js';

/** A folder that should hold a run, and why it can't be read. */
export interface Damaged {
  id: string;
  reason: string;
}

const ASIDE = 'deleted';
const isRun = (name: string): boolean => /^\d{8}-\d{6}(-\d+)?$/.test(name);
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Every run of this folder: those on disk, and the one that trains now. */
export class RunLibrary implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  /** The latest first. */
  runs: Run[] = [];
  damaged: Damaged[] = [];
  /** Reads the test images through a checkpoint; given by who trains. */
  recall: Recall | undefined;
  private readonly root: Uri;
  /** A folder among the person's own, kept out of version control. */
  private readonly ignored: Uri | undefined;
  private readonly store: RunStore;
  private reading: Promise<void> | undefined;

  constructor({ root, ignored }: { root: Uri; ignored?: Uri }) {
    this.root = root;
    this.ignored = ignored;
    this.store = new RunStore(diskAt(root), sha256);
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Resolves when the runs on disk were read once. */
  ready(): Promise<void> {
    return this.reading ?? this.refresh();
  }

  /** Reads what came to the disk or went from it, one reading after the other. */
  refresh(): Promise<void> {
    return (this.reading = (this.reading ?? Promise.resolve()).then(() => this.readAll()));
  }

  /** Runs that are known stay the same objects. */
  private async readAll(): Promise<void> {
    let ids: string[] = [];
    try {
      ids = (await files.list(this.root)).filter(isRun);
    } catch (error) {
      log().error(`runs: ${words(error)}`);
    }
    const damaged: Damaged[] = [];
    const found = await Promise.all(
      ids.map(async (id) => {
        const known = this.runs.find((run) => run.id === id);
        if (known) return known;
        try {
          return await this.read(id);
        } catch (error) {
          damaged.push({ id, reason: words(error) });
          return undefined;
        }
      }),
    );
    const unsaved = this.runs.filter(({ id, active }) => active && !ids.includes(id));
    this.runs = [...unsaved, ...found.filter((run) => run !== undefined)].sort((a, b) => b.began - a.began);
    this.damaged = damaged.sort((a, b) => (a.id < b.id ? 1 : -1));
    this.changed.fire();
  }

  async get(id: string): Promise<Run | undefined> {
    await this.ready();
    return this.runs.find((run) => run.id === id);
  }

  /** Begins a run on disk; from then on it has its name there. */
  create(run: Run, started: RunStarted): Promise<RunWriter> {
    return this.keep(run, () => this.store.create(headOf(run, started)));
  }

  /** Begins a run on disk with an epoch of another and all before it. */
  branch(run: Run, started: RunStarted, from: Recovery): Promise<RunWriter> {
    return this.keep(run, () => this.store.branch(headOf(run, started), from, started.epoch));
  }

  private async keep(run: Run, begin: () => Promise<RunWriter>): Promise<RunWriter> {
    if (this.ignored) await files.put(Uri.joinPath(this.ignored, '.gitignore'), new TextEncoder().encode('*\n'));
    const writer = await begin();
    run.id = writer.id;
    run.recall = () => this.readAgain(writer.id);
    this.add(run);
    return writer;
  }

  /** Goes on with a run on disk from an epoch where it stood. */
  async goOn(run: Run, { run: stored }: Recovery, epoch: number): Promise<RunWriter> {
    const writer = this.store.continue({ ...stored, title: run.title }, epoch);
    await writer.save();
    return writer;
  }

  /** Where a run goes on from: its last checkpoint that is whole, or that of one epoch. */
  recover(run: Run, epoch?: number): Promise<Recovery> {
    return epoch === undefined ? this.store.recover(run.id) : this.store.recoverAt(run.id, epoch);
  }

  /** A run that begins takes its place in the list before it is on disk. */
  add(run: Run): void {
    if (!this.runs.includes(run)) this.runs.unshift(run);
    this.changed.fire();
  }

  /** The record as it lies on disk, byte for byte. */
  record(id: string): Thenable<Uint8Array> {
    return files.read(Uri.joinPath(this.root, id, 'run.json'));
  }

  async rename(run: Run, title: string): Promise<void> {
    await this.store.rename(run.id, title);
    run.title = title;
    this.changed.fire();
  }

  /** Moves a run's folder aside, where nothing looks for it. */
  async setAside(id: string): Promise<void> {
    await files.move(Uri.joinPath(this.root, id), Uri.joinPath(this.root, ASIDE, id));
    this.runs = this.runs.filter((run) => run.id !== id);
    this.damaged = this.damaged.filter((each) => each.id !== id);
    this.changed.fire();
  }

  async bringBack(id: string): Promise<void> {
    await files.move(Uri.joinPath(this.root, ASIDE, id), Uri.joinPath(this.root, id));
    await this.refresh();
  }

  /** Runs that were moved aside, the latest first; a damaged one goes by its name on disk. */
  async asideRuns(): Promise<{ id: string; title: string }[]> {
    const aside = new RunStore(diskAt(Uri.joinPath(this.root, ASIDE)), sha256);
    const ids = (await files.list(Uri.joinPath(this.root, ASIDE))).filter(isRun).sort().reverse();
    return Promise.all(
      ids.map(async (id) => ({
        id,
        title: await aside.read(id).then(
          ({ title }) => title,
          () => id,
        ),
      })),
    );
  }

  private async read(id: string): Promise<Run> {
    const stored = await this.store.read(id);
    const run = new Run(id, stored.title, stored.config, stored.started);
    fill(run, stored);
    run.recall = () => this.readAgain(id);
    return run;
  }

  /** The test images as the network of the latest epoch reads them. */
  private async readAgain(id: string): Promise<RunStarted> {
    const stored = await this.store.read(id);
    const last = stored.epochs.at(-1)?.checkpoint;
    if (!last || !this.recall) throw new Error(t('The weights of the last epoch were not kept.'));
    const checkpoint: NamedBytes = await this.store.load(id, last);
    return this.recall(stored.config, checkpoint);
  }
}
