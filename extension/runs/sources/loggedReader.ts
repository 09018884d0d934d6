import { messageOf } from '@surprisal/core';
import type { Disk, Hash } from '../disk/disk.js';
import type { Pace } from '../disk/holder.js';
import { sameBytes } from '../disk/sameBytes.js';
import { RUN_FILE } from '../disk/storedRun.js';
import { type LoggedContents, type LoggedEpoch, LoggedRun, type RecordProblem } from '../model/loggedRun.js';
import { LogTail } from './logTail.js';
import { LoggedFiles } from './loggedFiles.js';
import { type LoggedHead, NoRecordError, OtherKindError, readHead } from './loggedHead.js';
import { readItemLists } from './itemLists.js';
import { LoggedItemFiles, type ReadLists } from './loggedItems.js';
import { LoggedLines } from './loggedLines.js';
import { LoggedTables } from './loggedTables.js';
import { RecordError, RecordProblems } from './recordProblems.js';
import { SignOfLife } from './signOfLife.js';

const HEARTBEAT = 'heartbeat';
const MOST_SIGN = 100;
/** Bytes at the end of what was logged by step that a list of runs reads. */
const TAIL = 2 ** 14;

export interface ReaderMeans extends Pick<Pace, 'clock'> {
  readLists?: ReadLists | undefined;
}

/** Reads a logged run, and follows it while its writer lives. It writes nothing. */
export class LoggedReader implements LoggedContents {
  readonly run: LoggedRun;
  private readonly files: LoggedFiles;
  private readonly problems = new RecordProblems();
  private readonly lines: LoggedLines;
  private readonly steps: LogTail;
  private readonly epochs: LogTail;
  private readonly life: SignOfLife;
  private itemFiles: LoggedItemFiles;
  private readonly readLists: ReadLists;
  private readonly tables: LoggedTables;
  private head: LoggedHead | undefined;
  private headBytes: Uint8Array | undefined;
  private wantsSteps = false;
  /** Of what was logged by step only the last values were read or kept. */
  private isShort = false;
  private reading: Promise<boolean> = Promise.resolve(false);

  constructor(
    private readonly disk: Disk,
    hash: Hash,
    private readonly folder: string,
    id: string,
    { clock, readLists = readItemLists }: ReaderMeans,
  ) {
    this.run = new LoggedRun(id, folder, this);
    this.files = new LoggedFiles(disk, hash, folder);
    this.readLists = readLists;
    this.itemFiles = new LoggedItemFiles(this.files, {}, readLists);
    this.tables = new LoggedTables(this.run, this.files, (count) => this.itemFiles.extras(count));
    this.lines = new LoggedLines(this.run, this.problems);
    this.steps = new LogTail(disk, folder, 'steps', this.problems);
    this.epochs = new LogTail(disk, folder, 'epochs', this.problems);
    this.life = new SignOfLife(clock);
  }

  /** Reads what came since, one reading after the other; whether anything did. Throws where the head can't be read. */
  update(): Promise<boolean> {
    const next = this.reading
      .catch(() => false)
      .then(() => this.read())
      .catch((error: unknown) => {
        if (!this.head || error instanceof OtherKindError) throw error;
        return this.failed(messageOf(error));
      });
    this.reading = next;
    return next;
  }

  /** The record is not in the folder of runs any more. */
  gone(): void {
    const { run, problems } = this;
    problems.setFault({ file: this.folder, found: 'no such folder any more', expected: 'the record of this run' });
    if (run.active) run.status = 'silent';
    run.problems = problems.all;
    run.version++;
  }

  /** What was read stays; whether its writer lives is asked all the same. Gives whether that is news. */
  private async failed(why: string): Promise<boolean> {
    const { run, problems } = this;
    const was = [run.status, run.problems];
    problems.setFault({ file: this.folder, found: why, expected: 'a record that can be read' });
    run.problems = problems.all;
    if (this.head?.status === 'running') run.status = this.life.look(await this.sign(), false) ? 'silent' : 'running';
    const changed = was[0] !== run.status || was[1] !== run.problems;
    if (changed) run.version++;
    return changed;
  }

  private async read(): Promise<boolean> {
    const { run, disk, folder, problems } = this;
    const told = run.problems;
    const names = await disk.list(folder);
    const newHead = await this.readHead(names);
    if (!this.head) return false;
    const { status } = this.head;
    const ended = status !== 'running';
    const before = [run.epochs.length, run.lastStep, run.epochs.at(-1)];
    const follows = this.wantsSteps || !ended;
    if (this.wantsSteps && this.isShort) this.readStepsAgain();
    let fault: RecordProblem | undefined;
    /** A log that can't be read now is told, and the rest of the record is read all the same. */
    const readable = (file: string, reading: Promise<boolean>): Promise<boolean> =>
      reading.catch((error: unknown) => {
        fault ??= { file, found: messageOf(error), expected: 'a log that can be read' };
        return true;
      });
    const whole =
      (await readable('epochs', this.epochs.read(names, ended, this.lines.epoch))) &&
      // Where no epoch tells anything, a list shows what was logged by step.
      (!(follows || run.epochs.length === 0) ||
        (await readable('steps', this.steps.read(names, ended, this.lines.step, this.wantsSteps ? Infinity : TAIL))));
    this.isShort ||= this.steps.isCut;
    if (!whole) {
      this.restart();
      return this.read();
    }
    const grew = [run.epochs.length, run.lastStep, run.epochs.at(-1)].some((each, i) => each !== before[i]);
    if (!follows) this.shorten();
    problems.setFault(fault);
    // The files of an epoch come before its line, and after the names that were listed.
    const kept = this.look(grew ? await disk.list(folder) : names);
    const was = [run.status, run.heard];
    if (ended) run.status = status;
    else {
      const sign = names.includes(HEARTBEAT) ? await this.sign() : '';
      const silent = this.life.look(sign, grew || newHead);
      run.heard = this.life.heard;
      run.status = silent ? 'silent' : 'running';
    }
    run.problems = problems.all;
    const state = was[0] !== run.status || was[1] !== run.heard;
    const changed = grew || newHead || kept || state || told !== run.problems;
    if (changed) run.version++;
    return changed;
  }

  /** Whether there is another head than before; one that can't be read now leaves the last one as it is. */
  private async readHead(names: readonly string[]): Promise<boolean> {
    const bytes = names.includes(RUN_FILE) ? await this.disk.read(`${this.folder}/${RUN_FILE}`) : null;
    if (!bytes) {
      if (this.head) return false;
      throw new NoRecordError({ file: RUN_FILE, found: 'no such file', expected: 'the head of a run' });
    }
    if (this.headBytes && sameBytes(this.headBytes, bytes)) return false;
    this.problems.clear((file) => file === RUN_FILE);
    try {
      this.setHead(readHead(bytes, this.folder, this.problems));
      this.headBytes = bytes;
    } catch (error) {
      if (!this.head || !(error instanceof RecordError)) throw error;
      this.problems.add(error.problem);
    }
    return true;
  }

  private setHead(head: LoggedHead): void {
    const { run } = this;
    const items = JSON.stringify([head.items, head.labels]);
    if (items !== (this.head && JSON.stringify([this.head.items, this.head.labels]))) {
      this.itemFiles = new LoggedItemFiles(this.files, head.items ?? {}, this.readLists);
      this.tables.forget();
      // What an epoch says of its items is read anew.
      run.epochs.forEach((epoch, i) => (run.epochs[i] = { ...epoch }));
    }
    this.head = head;
    run.named = { images: head.items?.images !== undefined };
    run.title = head.title;
    run.began = head.started;
    run.ended = head.ended_at;
    run.message = head.message;
    run.config = head.config;
    run.classes = head.classes ?? [];
    run.counts = head.counts ?? {};
    run.plannedEpochs = head.epochs;
    run.plannedSteps = head.steps;
    run.parent = head.parent;
    run.logger = head.logger;
  }

  /** A list shows the last values alone, so a folder of many runs takes no memory for the others. */
  private shorten(): void {
    this.isShort ||= this.run.scalars.size > 0;
    for (const series of this.run.scalars.values()) series.keepLast();
    this.lines.restart();
  }

  private readStepsAgain(): void {
    this.isShort = false;
    this.run.forgetSteps();
    this.lines.restart();
    this.steps.restart();
  }

  private restart(): void {
    this.isShort = false;
    this.run.clear();
    this.tables.forget();
    this.lines.restart();
    this.steps.restart();
    this.epochs.restart();
  }

  /** What each epoch has, of the files that are there now; whether that is another than before. */
  private look(names: readonly string[]): boolean {
    const there = new Set(names);
    let changed = false;
    for (const { files, has } of this.run.epochs) {
      const { scores, predicted, confusion } = files;
      const labels = files.labels ?? this.head?.labels;
      const kept = scores !== undefined && there.has(scores.file);
      changed ||= kept !== has.scores;
      has.scores = kept;
      has.predictions = labels !== undefined && (predicted !== undefined || has.scores);
      has.matrix = has.predictions || confusion !== undefined;
    }
    return changed;
  }

  private async sign(): Promise<string> {
    const path = `${this.folder}/${HEARTBEAT}`;
    const bytes = await (this.disk.readFrom?.(path, 0, MOST_SIGN) ?? this.disk.read(path)).catch(() => null);
    return new TextDecoder().decode(bytes?.subarray(0, MOST_SIGN));
  }

  predictions(epoch: LoggedEpoch, withScores?: boolean) {
    return this.tables.predictions(epoch, this.head?.labels, withScores);
  }
  matrix(epoch: LoggedEpoch) {
    return this.tables.matrix(epoch, this.head?.labels);
  }
  storedScores(epoch: LoggedEpoch) {
    return this.tables.storedScores(epoch, this.head?.labels);
  }
  accuracy(epoch: LoggedEpoch) {
    return this.tables.accuracy(epoch, this.head?.labels);
  }
  items() {
    return this.itemFiles.all();
  }
  picture(index: number) {
    return this.itemFiles.picture(index);
  }
  columns() {
    return this.itemFiles.columns();
  }
  features(index: number) {
    return this.itemFiles.features(index);
  }

  async loadSteps(): Promise<void> {
    if (this.wantsSteps) return void (await this.reading.catch(() => false));
    this.wantsSteps = true;
    await this.update();
  }
}
