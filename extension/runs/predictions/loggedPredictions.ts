import { CoreError } from '@surprisal/core';
import type { LoggedEpoch, LoggedRun } from '../model/loggedRun.js';
import { ImportedPredictions } from './importedPredictions.js';
import { LoggedRows } from './loggedRows.js';
import type { Stop } from './storedScores.js';

/** Epochs whose predictions stay read. */
const MOST = 3;

type Wait = <T>(work: (stop: Stop) => Promise<T>) => Promise<T>;

interface Known {
  epoch: LoggedEpoch;
  /** Whether its scores were kept when it was read. */
  scores: boolean;
  rows: Promise<LoggedRows>;
}

/** How the epochs of a logged run read its items: read when they are asked for, and the latest few kept. */
export class LoggedPredictions {
  private read: Known[] = [];

  constructor(
    private readonly run: LoggedRun,
    /** Waits for work that takes seconds, and may stop it. */
    private readonly wait: Wait = (work) => work({ stopped: false }),
  ) {}

  /** The epochs that have predictions. */
  get epochs(): LoggedEpoch[] {
    return this.run.epochs.filter(({ has }) => has.predictions);
  }

  /** Of an epoch, or of the latest that has any; null where none has. One that was logged anew is read anew. */
  async at(epoch?: number | null): Promise<LoggedRows | null> {
    const { epochs } = this;
    const found = epoch == null ? epochs.at(-1) : epochs.find((each) => each.epoch === epoch);
    if (!found) return null;
    const { scores } = found.has;
    const known = this.read.find((each) => each.epoch === found && each.scores === scores);
    const now: Known = known ?? { epoch: found, scores, rows: this.load(found.epoch) };
    this.read = [...this.read.filter((each) => each !== now && each.epoch !== found), now].slice(-MOST);
    if (!known) now.rows.catch(() => (this.read = this.read.filter((each) => each !== now)));
    return now.rows;
  }

  /**
   * Counts of an epoch as a page lays them out that shows so many classes: where nothing names the classes, an epoch
   * whose scores were not kept tells of fewer. Throws where items are of a class that is not shown; null without a matrix.
   */
  async matrix(epoch: number | null | undefined, shown: number): Promise<Uint32Array | null> {
    const found = await this.run.matrix(epoch);
    if (!found) return null;
    const { counts, classes } = found;
    if (classes.length === shown) return counts;
    const laid = new Uint32Array(shown * shown);
    for (const [cell, count] of counts.entries()) {
      const [row, column] = [Math.floor(cell / classes.length), cell % classes.length];
      if (row < shown && column < shown) laid[row * shown + column] = count;
      else if (count > 0) throw new CoreError('data', `class ${Math.max(row, column)}`, `0 to ${shown - 1}`);
    }
    return laid;
  }

  /** All of it is read anew. */
  forget(): void {
    this.read = [];
  }

  private async load(epoch: number): Promise<LoggedRows> {
    const { run } = this;
    const stored = await run.storedScores(epoch);
    const found = await run.predictions(epoch, stored === null);
    if (!found) throw new Error(`epoch ${epoch} has no predictions`);
    const columns = await run.columns();
    const measured = async () => {
      const { actual, predicted } = found;
      const all = await this.wait((stop) => stored!.measure(actual, predicted, stop));
      return new ImportedPredictions(found, epoch, all);
    };
    const read = new ImportedPredictions(found, epoch);
    return new LoggedRows({ run, columns: columns ?? [], read, stored, measured });
  }
}
