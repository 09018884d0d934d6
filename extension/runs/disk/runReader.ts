import { limits, type NamedBytes, messageOf } from '@surprisal/core';
import type { Batches } from './batches.js';
import type { Disk, Hash, RunFolder } from './disk.js';
import { countMatrix, readClasses, readMatrix } from './matrices.js';
import { LoggedError, NoRunError, readBatches, readRun } from './runFolder.js';
import { isRunId } from './runId.js';
import { standsOf } from './stands.js';
import type { StoredFile, StoredRun } from './storedRun.js';
import { readWhole } from './wholeFile.js';

/** A run found on disk, and where it can go on from. */
export interface Recovery {
  run: StoredRun;
  /** The latest checkpoint that is whole; null where training begins anew. */
  checkpoint: NamedBytes | null;
  /** What was found damaged on the way, file by file. */
  problems: string[];
  /** A person goes on although the record's check sum does not fit. */
  accepted?: boolean;
}

/** How the epochs of a run read its test items. */
interface EpochMatrices {
  matrices: Map<number, Uint32Array<ArrayBuffer>>;
  /** The class that each item was read as, where that is known. */
  predicted: Map<number, Uint16Array>;
  labels?: ArrayLike<number> | undefined;
  /** What is wrong with others. */
  problems: string[];
}

/** Bytes of matrices where all are to be had. */
export const ALL = 2 ** 28;

/** Reads runs of a folder, and writes nothing. */
export class RunReader {
  constructor(
    protected readonly disk: Disk,
    protected readonly hash: Hash,
  ) {}

  /** Every run that can be read, the latest first, and what is wrong with each that can't. */
  async list(): Promise<{ runs: StoredRun[]; problems: string[] }> {
    const runs: StoredRun[] = [];
    const problems: string[] = [];
    for (const id of (await this.disk.list('')).filter(isRunId).sort().reverse()) {
      try {
        runs.push(await this.read(id));
      } catch (error) {
        if (!(error instanceof NoRunError || error instanceof LoggedError)) problems.push(messageOf(error));
      }
    }
    return { runs, problems };
  }

  async read(id: string): Promise<StoredRun> {
    if (!isRunId(id)) throw new Error(`"${id}" is no run; expected a name of digits and dashes.`);
    return (await readRun(this.disk, this.hash, id)).run;
  }

  /** A run and the latest of its checkpoints that has the bytes it was written with. */
  async recover(id: string): Promise<Recovery> {
    const run = await this.read(id);
    const problems: string[] = [];
    for (const { checkpoint } of standsOf(run)) {
      if (!checkpoint) continue;
      try {
        return { run, checkpoint: await this.load(id, checkpoint), problems };
      } catch (error) {
        problems.push(messageOf(error));
      }
    }
    return { run, checkpoint: null, problems };
  }

  /** A run and the checkpoint of one of its epochs; throws where that was not kept or is damaged. */
  async recoverAt(id: string, epoch: number): Promise<Recovery> {
    const run = await this.read(id);
    const stored = run.epochs.find((each) => each.epoch === epoch)?.checkpoint;
    if (!stored) throw new Error(`The weights of epoch ${epoch} were not kept.`);
    return { run, checkpoint: await this.load(id, stored), problems: [] };
  }

  /** The batches of a run that are whole, and what is wrong with the others, in their order. */
  async batches({ id }: Pick<StoredRun, 'id'>): Promise<{ batches: Batches[]; problems: string[] }> {
    const { run, folder } = await readRun(this.disk, this.hash, id);
    return readBatches(folder, run);
  }

  /** The matrices of a run by epoch: of the latest epochs, as many as so many bytes hold. */
  async matrices(run: StoredRun, folder?: RunFolder, most = limits.pageMessageOut / 2): Promise<EpochMatrices> {
    const from = folder ?? (await readRun(this.disk, this.hash, run.id)).folder;
    const { testCount, classes } = run;
    const result: EpochMatrices = { matrices: new Map(), predicted: new Map(), problems: [] };
    const addProblem = (error: unknown): void => void result.problems.push(messageOf(error));
    const room = classes.length > limits.matrixClasses ? 0 : Math.floor(most / (4 * classes.length ** 2));
    if (room < run.epochs.length)
      addProblem(
        `${run.id}: ${run.epochs.length} matrices of ${classes.length} classes; the latest ${room} are shown.`,
      );
    const items = run.epochs.some(({ predicted }) => predicted);
    result.labels = (items && run.labels && (await this.labels(run, from).catch(addProblem))) || undefined;
    await Promise.all(
      run.epochs.slice(Math.max(0, run.epochs.length - room)).map(async ({ epoch, predicted, confusion }) => {
        try {
          if (confusion)
            result.matrices.set(epoch, readMatrix(await this.load(run.id, confusion, from), testCount, classes.length));
          else if (!predicted) throw new Error(`The matrix of epoch ${epoch} was not kept.`);
          if (!predicted || !result.labels) return;
          const classesRead = readClasses(await this.load(run.id, predicted, from), testCount, classes.length);
          result.predicted.set(epoch, Uint16Array.from(classesRead));
          result.matrices.set(epoch, countMatrix(result.labels, classesRead, classes.length));
        } catch (error) {
          addProblem(error);
        }
      }),
    );
    result.problems.sort();
    return result;
  }

  /** The record of a run as one JSON file: its settings, then a line an epoch with its matrix. */
  async text(id: string): Promise<string> {
    const run = await this.read(id);
    const { matrices } = await this.matrices(run, undefined, ALL);
    const { epochs, notes: _, ...head } = run;
    const plain = (_: string, value: unknown): unknown =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
    const lines = epochs.map((each) => {
      const confusion = matrices.get(each.epoch);
      return `\n  ${JSON.stringify({ ...each, confusion: confusion ? [...confusion] : null }, plain)}`;
    });
    return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "epochs": [${lines.join(',')}\n ]\n}\n`;
  }

  /** A file beside the record of a run, which the record says nothing of; null where there is none. */
  readSidecar<T>(id: string, file: string, parse: (bytes: Uint8Array) => T): Promise<T | null> {
    return readWhole(this.disk, `${id}/${file}`, parse);
  }

  protected async labels(run: StoredRun, folder: RunFolder): Promise<ArrayLike<number>> {
    return readClasses(await this.load(run.id, run.labels!, folder), run.testCount, run.classes.length);
  }

  /** One file of a run, by what its record says of it; throws where it is gone or changed. */
  async load(id: string, { file, bytes: size, sha256 }: StoredFile, folder?: RunFolder): Promise<NamedBytes> {
    const name = `${id}/${file}`;
    const bytes = await (folder ? folder.read(file) : this.disk.read(name));
    if (!bytes) throw new Error(`${name} is not there.`);
    if (bytes.length !== size) throw new Error(`${name} is damaged: ${bytes.length} bytes; expected ${size}.`);
    const actual = await this.hash(bytes);
    if (actual !== sha256)
      throw new Error(`${name} is damaged: its SHA-256 begins ${actual.slice(0, 8)}; expected ${sha256.slice(0, 8)}.`);
    return { name, bytes };
  }
}
