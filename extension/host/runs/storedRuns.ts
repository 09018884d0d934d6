import type { NamedBytes, RunConfig } from '@surprisal/core';
import type { RunStarted } from '../../protocol/training.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { RunWriter } from '../../runs/disk/runWriter.js';
import type { StoredRun } from '../../runs/disk/storedRun.js';
import type { StoredBatches } from '../../runs/model/batchCurves.js';
import type { Run, StoredMatrices } from '../../runs/model/run.js';
import { recordHead } from '../../runs/model/storedState.js';
import { t } from '../ports/t.js';
import type { Store } from './store.js';
import { missingWords } from './storedRunWords.js';

/** Reads the test images of a configuration through a checkpoint. */
export interface Evaluator {
  evaluateCheckpoint(config: RunConfig, checkpoint: NamedBytes, stop?: AbortSignal): Promise<RunStarted>;
}

/** What can be done with one run of the folder: each operation goes to the store, which opens at its first use. */
export abstract class StoredRuns {
  private opened: Promise<Store> | undefined;

  constructor(
    private readonly open: () => Promise<Store>,
    private readonly threads: Evaluator,
  ) {}

  /** A run that begins is listed from now on. */
  abstract add(run: Run): void;

  /** Opens when something of it is first read or written. */
  protected get store(): Promise<Store> {
    return (this.opened ??= this.open());
  }

  dispose(): void {
    void this.opened?.then(
      ({ locked }) => locked.dispose(),
      () => undefined,
    );
  }

  /** Begins a run on disk; from then on it has its name there. */
  create(run: Run, started: RunStarted): Promise<RunWriter> {
    return this.begin(run, ({ runs }) => runs.create(recordHead(run, started), started.testLabels));
  }

  /** Begins a run on disk with an epoch of another and all before it. */
  branch(run: Run, started: RunStarted, from: Recovery): Promise<RunWriter> {
    return this.begin(run, ({ runs }) => runs.branch(recordHead(run, started), from, started.epoch));
  }

  private async begin(run: Run, write: (store: Store) => Promise<RunWriter>): Promise<RunWriter> {
    const store = await this.store;
    await store.ignore();
    const writer = await write(store);
    run.id = writer.id;
    run.test.evaluateAgain = (epoch, stop) => this.evaluateAgain(writer.id, epoch, stop);
    this.add(run);
    return writer;
  }

  /** Goes on writing a run on disk from an epoch where it stood. */
  async continue(run: Run, { run: stored, ...rest }: Recovery, epoch: number): Promise<RunWriter> {
    return (await this.store).runs.continue({ ...rest, run: { ...stored, title: run.title } }, epoch);
  }

  /** Where a run goes on from: its last checkpoint that is whole, or that of one epoch. */
  async recover(run: Run, epoch?: number): Promise<Recovery> {
    const { runs } = await this.store;
    return epoch === undefined ? runs.recover(run.id) : runs.recoverAt(run.id, epoch);
  }

  async batches(stored: StoredRun): Promise<StoredBatches> {
    const { batches, problems } = await (await this.store).runs.batches(stored);
    return { batches, missing: missingWords(stored, batches, problems) };
  }

  /** How the epochs of a run on disk read the test part. */
  async matrices(stored: StoredRun): Promise<StoredMatrices> {
    return (await this.store).runs.matrices(stored);
  }

  /** The record of a run as one file: its settings, and a line an epoch. */
  async record(id: string): Promise<Uint8Array> {
    return new TextEncoder().encode(await (await this.store).runs.text(id));
  }

  /** What lies beside the record under a name of its own, parsed; null where there is nothing. */
  async readSidecar<T>({ id }: Run, file: string, parse: (bytes: Uint8Array) => T): Promise<T | null> {
    return (await this.store).runs.readSidecar(id, file, parse);
  }

  async writeSidecar({ id }: Run, file: string, bytes: Uint8Array): Promise<void> {
    return (await this.store).runs.writeSidecar(id, file, bytes);
  }

  /** Claims a run that is to be written; throws where another process has it and keeps it. */
  async claim({ id }: Run): Promise<void> {
    const { runs, locked } = await this.store;
    return locked.unlessLocked(() => runs.claims.acquire(id));
  }

  /** Does something with a run, which a process that seems to have ended may still hold: a person is asked. */
  async unlessLocked<T>(work: () => PromiseLike<T> | T): Promise<T> {
    return (await this.store).locked.unlessLocked(work);
  }

  /** What the weights of a run take, bytes, and what is removed of them where every `every`-th epoch keeps its own. */
  async weights({ id }: Run): Promise<{ bytes: number; freed: (every: number) => number }> {
    const stored = await (await this.store).runs.read(id);
    const bytes = stored.epochs.reduce((sum, { checkpoint }) => sum + (checkpoint?.bytes ?? 0), 0);
    const { thinning } = await this.store;
    return { bytes: bytes + (stored.checkpoint?.bytes ?? 0), freed: (every) => thinning(stored, every).bytes };
  }

  async thinOut({ id }: Run, every: number): Promise<void> {
    return (await this.store).runs.thinOut(id, every);
  }

  async release({ id }: Run): Promise<void> {
    return (await this.store).runs.claims.release(id);
  }

  /** The test images as the network of an epoch, or of the latest, reads them. */
  protected async evaluateAgain(id: string, epoch: number | null, stop?: AbortSignal): Promise<RunStarted> {
    const { runs } = await this.store;
    const stored = await runs.read(id);
    const record = epoch === null ? stored.epochs.at(-1) : stored.epochs.find((each) => each.epoch === epoch);
    if (!record?.checkpoint)
      throw new Error(
        epoch === null
          ? t('The weights of the last epoch were not kept.')
          : t('The weights of epoch {0} were not kept.', epoch),
      );
    return this.threads.evaluateCheckpoint(stored.config, await runs.load(id, record.checkpoint), stop);
  }
}
