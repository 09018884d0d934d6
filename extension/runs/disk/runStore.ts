import type { Batches } from './batches.js';
import { ChangedError } from './changedError.js';
import { Claims, isClaim } from './claim.js';
import type { Disk, Hash, RunFolder } from './disk.js';
import { pace, type Pace, RunLockedError } from './holder.js';
import { nextTake } from './log.js';
import { npyBytes } from './matrices.js';
import type { Owner } from './owner.js';
import { readBatches, readRun } from './runFolder.js';
import { ALL, type Recovery, RunReader } from './runReader.js';
import { allOf, type DoneEpoch, RunWriter, type WriterPlace } from './runWriter.js';
import { runIdAt } from './runId.js';
import { progressAt } from './stands.js';
import { RUN_FILE, type RunHead, type StoredRun } from './storedRun.js';
import { thinning } from './thinOut.js';
import { TRASH } from './trash.js';
import { writeWhole } from './wholeFile.js';

const LABELS = 'labels.npy';

/**
 * Runs in a folder, each a folder of its own: `run.json` says what it is and how it ended, `epochs.jsonl` and
 * `steps.jsonl` have a line an epoch and a batch, and other files stand beside them. An epoch's files come first, then
 * the line that names them: whenever the process ends, what was reported is there.
 */
export class RunStore extends RunReader {
  /** On the folders of the runs, which this store writes one at a time with other processes. */
  readonly claims: Claims;

  /**
   * `keepBytes` bounds the checkpoints that one run keeps; the latest two stay in any case. Without an `owner` nobody
   * else writes here.
   */
  constructor(
    disk: Disk,
    hash: Hash,
    private readonly keepBytes = 64 * 2 ** 20,
    owner?: Owner,
    times: Pace = pace,
  ) {
    super(disk, hash);
    this.claims = new Claims(disk, owner, times);
  }

  /** Begins a run under a name made of its time, such as `20240229-235959`; `labels` are the classes of its test items. */
  async create(head: RunHead, labels?: ArrayLike<number>): Promise<RunWriter> {
    const { disk } = this;
    const stamp = runIdAt(head.started);
    const [names, trash] = [await disk.list(''), new Set(await disk.list(TRASH))];
    if (!names.includes('.gitignore')) await disk.write('.gitignore', new TextEncoder().encode('*\n'));
    let id = stamp;
    for (let n = 2; trash.has(id) || !(await this.claimNew(id, names)); n++) id = `${stamp}-${n}`;
    const run: StoredRun = {
      version: 2,
      kind: 'trained',
      id,
      ...head,
      revision: 0,
      take: 1,
      status: 'running',
      epochs: [],
      notes: [],
    };
    try {
      const bytes = labels?.length === head.testCount && npyBytes(Uint16Array.from(labels), [labels.length]);
      if (bytes) run.labels = { file: LABELS, bytes: bytes.length, sha256: await this.hash(bytes) };
      const writer = this.writer(run, { names: run.labels ? [LABELS] : [], labels, step: 0 });
      await allOf([bytes && disk.write(`${id}/${LABELS}`, bytes), writer.save()]);
      return writer;
    } catch (error) {
      await this.discard(id);
      throw error;
    }
  }

  /** Removes what came to the disk of a run that could not be begun: its head last. */
  private async discard(id: string): Promise<void> {
    const rank = (name: string): number => (name.startsWith('run') ? 2 : name.startsWith('epochs') ? 0 : 1);
    try {
      const names = (await this.disk.list(id)).filter((name) => !isClaim(name));
      for (const name of names.sort((a, b) => rank(a) - rank(b))) await this.disk.remove(`${id}/${name}`);
    } catch {
      // What stays is a run without epochs.
    }
    await this.claims.release(id).catch(() => undefined);
  }

  /** Begins a run with epochs and batches that are there already; where they can't be written, nothing of it stays. */
  async createWith(
    head: RunHead,
    labels: ArrayLike<number> | undefined,
    done: readonly DoneEpoch[],
    batches: readonly Batches[] = [],
  ): Promise<RunWriter> {
    const writer = await this.create(head, labels);
    for (const each of batches) writer.add(each);
    try {
      await writer.epochs(done);
      return writer;
    } catch (error) {
      await this.discard(writer.id);
      throw error;
    }
  }

  /** Begins a run from an epoch of another, whose records and batches up to there are the first of its own. */
  async branch(head: RunHead, from: Recovery, epoch: number): Promise<RunWriter> {
    refuseChanged(from);
    const { run: parent, checkpoint } = from;
    const epochs = parent.epochs.filter((each) => each.epoch <= epoch);
    const last = epochs.at(-1);
    if (!last || !checkpoint) return this.create(head);
    const { folder } = await readRun(this.disk, this.hash, parent.id);
    const [{ matrices, predicted, labels }, { batches }] = await Promise.all([
      this.matrices(parent, folder, ALL),
      readBatches(folder, parent),
    ]);
    const before = batches.map(({ firstStep, loss, accuracy }) => {
      const count = Math.max(0, last.step + 1 - firstStep);
      return { firstStep, loss: loss.slice(0, count), accuracy: accuracy.slice(0, count) };
    });
    const first = epochs[0].epoch === 0 && epochs[0] !== last ? epochs[0].checkpoint : null;
    const imported = first && (await this.load(parent.id, first, folder));
    const done = epochs.map((each) => {
      const { predicted: _, confusion: _c, checkpoint: _k, ...record } = each;
      const confusion = matrices.get(each.epoch) ?? new Uint32Array(0);
      const weights = each === last ? checkpoint : each.epoch === 0 ? imported : null;
      return { record: { ...record, confusion }, predicted: predicted.get(each.epoch), checkpoint: weights?.bytes };
    });
    return this.createWith(head, labels, done, before);
  }

  /** Goes on writing a run that was interrupted, from the epoch where it stands. */
  async continue(from: Recovery, epoch: number): Promise<RunWriter> {
    refuseChanged(from);
    const { id, title } = from.run;
    await this.claims.acquire(id);
    try {
      const { run, folder } = await this.own(id);
      const stand = { ...progressAt(from, epoch), epoch };
      const { message: _, step: _s, seconds: _t, weightsHash: _w, checkpoint: ended, changed: _c, ...rest } = run;
      const [epochs, cut] = [run.epochs.filter((e) => e.epoch <= epoch), run.epochs.filter((e) => e.epoch > epoch)];
      const named = [ended, run.from?.checkpoint, stand.checkpoint, ...cut.map((each) => each.checkpoint)];
      const needed = new Set(epochs.map(({ checkpoint }) => checkpoint?.file));
      const stale = [...new Set(named.flatMap((each) => each?.file ?? []))].filter(
        (file) => !needed.has(file) && folder.names.includes(file),
      );
      const labels = run.labels && (await this.labels(run, folder).catch(() => undefined));
      const take = nextTake(folder.names, run.take);
      // Epochs that are trained once more have weights again.
      const thinned = rest.thinned?.filter((each) => each <= epoch);
      const next: StoredRun = { ...rest, title, status: 'running', ended: undefined, take, from: stand, epochs };
      if (thinned) next.thinned = thinned;
      const writer = this.writer(next, { names: folder.names, labels, step: stand.step, stale });
      await writer.save();
      return writer;
    } catch (error) {
      await this.claims.release(id).catch(() => undefined);
      throw error;
    }
  }

  private writer(run: StoredRun, place: WriterPlace): RunWriter {
    return new RunWriter(this.claims, this.hash, this.keepBytes, run, place);
  }

  /** A run whose files are of this version; those of one of an earlier version are made beside them. */
  private async own(id: string): Promise<{ run: StoredRun; folder: RunFolder }> {
    const stored = await readRun(this.disk, this.hash, id);
    for (const [name, make] of stored.folder.made) {
      // Batches that are damaged stay so.
      const bytes = await make().catch(() => undefined);
      if (bytes) await this.disk.write(`${id}/${name}`, bytes);
    }
    return stored;
  }

  /** False where the name is taken, also where another process took it in this moment. */
  private async claimNew(id: string, names: readonly string[]): Promise<boolean> {
    if (names.includes(id) && (await this.disk.list(id)).length > 0) return false;
    try {
      await this.claims.acquire(id, 'new');
    } catch (error) {
      if (error instanceof RunLockedError) return false;
      throw error;
    }
    if ((await this.disk.read(`${id}/${RUN_FILE}`)) === null) return true;
    await this.claims.release(id);
    return false;
  }

  /** Gives a run another title; one that is being written is renamed by its writer. */
  rename(id: string, title: string): Promise<void> {
    return this.claims.alone(id, async () => {
      const { run, folder } = await this.own(id);
      await this.writer({ ...run, title }, { names: folder.names, step: 0 }).save();
    });
  }

  /** Removes weights as `thinning` says: first the record no longer names them, then they go. */
  thinOut(id: string, every: number): Promise<void> {
    return this.claims.alone(id, async () => {
      const { run, folder } = await this.own(id);
      const { epochs, files } = thinning(run, every);
      if (epochs.length === 0) return;
      const thinned = [...new Set([...(run.thinned ?? []), ...epochs])].sort((a, b) => a - b);
      await this.writer({ ...run, thinned }, { names: folder.names, step: 0 }).save();
      // One that can't be removed does no harm.
      for (const { file } of files)
        await this.claims
          .guarded()
          .remove(`${id}/${file}`)
          .catch(() => undefined);
    });
  }

  /** Puts one there; a run that is gone gets none. */
  async writeSidecar(id: string, file: string, bytes: Uint8Array): Promise<void> {
    const { disk } = this;
    if (!(await disk.read(`${id}/${RUN_FILE}`))) return;
    await writeWhole(disk, `${id}/${file}`, bytes);
  }
}

/** Throws where a person does not know yet that a record's check sum does not fit. */
function refuseChanged({ run, accepted }: Recovery): void {
  if (!run.changed || accepted) return;
  throw new ChangedError(run.notes.join(' '));
}
