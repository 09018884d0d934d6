import type { NamedBytes, RunConfig } from '@surprisal/core';
import type { RunStarted } from '../../protocol/training.js';
import type { ImportedRun } from '../../protocol/weights.js';
import type { StoredLabels } from '../../runs/disk/labelsFile.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { RunWriter } from '../../runs/disk/runWriter.js';
import type { StoredRun } from '../../runs/disk/storedRun.js';
import type { StoredBatches } from '../../runs/model/batchCurves.js';
import type { Run, StoredMatrices } from '../../runs/model/run.js';
import { recordHead } from '../../runs/model/storedState.js';
import { t } from '../ports/t.js';
import type { Store } from './store.js';

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

  /** The store of the folder that a run lies in, and its name there. */
  protected async at(id: string): Promise<[Store, string]> {
    return [await this.store, id];
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

  /** Puts a model of another program on disk as a run: its epoch 0, from which it can be trained on. */
  async importRun(run: Run, { started, record, checkpoint, testLogits }: ImportedRun): Promise<void> {
    const writer = await this.begin(run, ({ runs, predictedOf }) => {
      const predicted = predictedOf(testLogits, started.classes.length);
      const first = { record: { ...record, seconds: 0 }, predicted, checkpoint };
      return runs.createWith(recordHead(run, started), started.testLabels, [first]);
    });
    await writer.end({ status: 'stopped', step: 0, seconds: 0 });
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
    const [{ runs }, id] = await this.at(run.id);
    return epoch === undefined ? runs.recover(id) : runs.recoverAt(id, epoch);
  }

  async batches(stored: StoredRun): Promise<StoredBatches> {
    const { runs, missingWords } = await this.store;
    const { batches, problems } = await runs.batches(stored);
    return { batches, missing: missingWords(stored, batches, problems) };
  }

  /** How the epochs of a run on disk read the test part. */
  async matrices(stored: StoredRun): Promise<StoredMatrices> {
    return (await this.store).runs.matrices(stored);
  }

  /** The record of a run as one file: its settings, and a line an epoch. */
  async record(id: string): Promise<Uint8Array> {
    const [{ runs }, name] = await this.at(id);
    return new TextEncoder().encode(await runs.text(name));
  }

  /** The doubtful labels that were found of a run; null where none were. */
  async readLabels(run: Run): Promise<StoredLabels | null> {
    const { labelsIn } = await this.store;
    const [{ runs }, id] = await this.at(run.id);
    return runs.readSidecar(id, labelsIn.file, (bytes) => labelsIn.read(bytes, run.summary().classes.length));
  }

  /** Keeps them beside the record; false where they are too many. A folder of someone else gets none. */
  async writeLabels({ id, readOnly }: Run, found: StoredLabels): Promise<boolean> {
    const { runs, labelsIn } = await this.store;
    const bytes = labelsIn.write(found);
    if (bytes && !readOnly) await runs.writeSidecar(id, labelsIn.file, bytes);
    return bytes !== null;
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
  async weights(run: Run): Promise<{ bytes: number; freed: (every: number) => number }> {
    const [{ runs, thinning }, id] = await this.at(run.id);
    const stored = await runs.read(id);
    const bytes = stored.epochs.reduce((sum, { checkpoint }) => sum + (checkpoint?.bytes ?? 0), 0);
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
