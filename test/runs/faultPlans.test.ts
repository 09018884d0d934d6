import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { DoneEpoch, RunWriter } from '../../extension/runs/disk/runWriter.js';
import { cases } from '../cases.js';
import {
  everyMeans,
  type Fault,
  hash,
  head,
  labels,
  type Means,
  MemoryDisk,
  named,
  predicted,
  record,
} from './memoryDisk.js';

const PER_EPOCH = 3;
const config = { ...head().config, batch: 12 };
/** A state of training after so many batches. */
const stateOf = (step: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, i) => (step + i) % 256);
const stepOf = (bytes: Uint8Array): number => bytes[0];
const lossOf = (step: number): number => Math.fround(1 / step);

type Act = 'train' | 'stop' | 'resume' | 'rename' | 'branch' | 'restore';
/** Train, Stop, Resume, Stop, and what else is done with a run. */
const SCRIPT: Act[] = [
  'train',
  'train',
  'stop',
  'resume',
  'stop',
  'rename',
  'resume',
  'train',
  'branch',
  'train',
  'stop',
  'restore',
  'train',
  'stop',
];

/** A person who trains on a disk with faults; after each of them all that was told of must be there. */
class Person {
  private store: RunStore;
  private writer: RunWriter | undefined;
  private id: string | undefined;
  private step = 0;
  private readonly missed: DoneEpoch[] = [];
  private titles = 0;
  /** What was told of. */
  private told = { step: 0, epochs: 0, title: '', stopped: false };
  private readonly branches = new Map<string, number>();

  constructor(private readonly disk: MemoryDisk) {
    this.store = new RunStore(disk, hash, 3 * 64);
  }

  async live(script: readonly Act[]): Promise<void> {
    for (const [i, act] of script.entries()) {
      const before = this.disk.failed;
      try {
        await this.do(act);
      } catch (error) {
        if (!/killed|ENOSPC|were not kept/.test(String(error))) throw error;
      }
      if (this.disk.killed) {
        this.disk.killed = false;
        this.store = new RunStore(this.disk, hash, 3 * 64);
        this.writer = undefined;
        this.missed.length = 0;
      }
      if (this.disk.failed > before || i === script.length - 1) await this.check(act);
    }
  }

  private async do(act: Act): Promise<void> {
    if (act === 'rename' && this.id && !this.writer) return this.rename(this.id);
    if (act === 'restore' && this.id) return this.restore(this.id);
    if (act === 'branch' && this.id && this.told.epochs > 0) return this.branch(this.id);
    const writer = (this.writer ??= await this.open());
    if (act === 'train') await this.train(writer);
    else if (act === 'stop') await this.stop(writer);
    else if (act === 'rename') {
      const title = `title ${++this.titles}`;
      await writer.retitle(title);
      this.told.title = title;
    }
  }

  private async open(): Promise<RunWriter> {
    if (this.id === undefined) {
      const begun = await this.store.create(head({ config }), labels);
      this.id = begun.id;
      this.step = 0;
      return begun;
    }
    // From here on it may stand as one that trains.
    this.told.stopped = false;
    const found = await this.store.recover(this.id);
    const step = found.checkpoint ? stepOf(found.checkpoint.bytes) : 0;
    const writer = await this.store.continue(found, Math.floor(step / PER_EPOCH));
    this.step = step;
    return writer;
  }

  private add(writer: RunWriter, to: number): void {
    const steps = Array.from({ length: to - this.step }, (_, i) => this.step + 1 + i);
    writer.add({
      firstStep: this.step + 1,
      loss: Float32Array.from(steps, lossOf),
      accuracy: new Float32Array(steps.length).fill(0.5),
    });
    this.step = to;
  }

  private async train(writer: RunWriter): Promise<void> {
    const epoch = Math.floor(this.step / PER_EPOCH) + 1;
    this.add(writer, epoch * PER_EPOCH);
    const done: DoneEpoch = { record: record(epoch, { step: this.step }), predicted, checkpoint: stateOf(this.step) };
    try {
      await writer.epochs([...this.missed, done]);
    } catch (error) {
      this.missed.push({ record: done.record, predicted });
      throw error;
    }
    this.missed.length = 0;
    this.told = { ...this.told, step: this.step, epochs: epoch };
  }

  private async stop(writer: RunWriter): Promise<void> {
    this.add(writer, this.step + 1);
    this.writer = undefined;
    const missed = this.missed.splice(0);
    await writer.end({ status: 'stopped', step: this.step, seconds: 9 }, stateOf(this.step), missed);
    this.told = { ...this.told, step: this.step, stopped: true };
  }

  private async rename(id: string): Promise<void> {
    const title = `title ${++this.titles}`;
    await this.store.rename(id, title);
    this.told.title = title;
  }

  /** Takes the run back by one epoch, which is all that is told of then. */
  private async restore(id: string): Promise<void> {
    if (this.writer) await this.stop(this.writer);
    const epoch = this.told.epochs - 1;
    if (epoch < 1) return;
    const from = await this.store.recoverAt(id, epoch);
    this.told = { ...this.told, epochs: epoch, step: epoch * PER_EPOCH, stopped: false };
    this.writer = await this.store.continue(from, epoch);
    this.step = epoch * PER_EPOCH;
  }

  private async branch(id: string): Promise<void> {
    const epoch = this.told.epochs;
    const writer = await this.store.branch(
      head({ title: 'branch', config }),
      await this.store.recoverAt(id, epoch),
      epoch,
    );
    await writer.end({ status: 'stopped', step: epoch * PER_EPOCH });
    this.branches.set(writer.id, epoch);
  }

  /** Everything that was told of is there, whole, and can be gone on from; nothing is damaged. */
  private async check(act: Act): Promise<void> {
    const { disk, told, id } = this;
    const store = new RunStore(disk, hash);
    const { problems: damaged } = await store.list();
    assert.deepEqual(damaged, [], act);
    for (const [branch, epochs] of this.branches) {
      const { run, checkpoint } = await store.recover(branch);
      assert.equal(run.epochs.length, epochs);
      assert.deepEqual(checkpoint?.bytes, stateOf(epochs * PER_EPOCH));
    }
    if (id === undefined) return;
    const { run, checkpoint, problems } = await store.recover(id);
    assert.deepEqual(problems, [], act);
    const step = checkpoint ? stepOf(checkpoint.bytes) : 0;
    assert(step >= told.step, `${act}: step ${told.step} was told of, ${step} is there`);
    assert(run.epochs.length >= told.epochs);
    if (told.title !== '' && this.titles === Number(told.title.slice(6))) assert.equal(run.title, told.title);
    if (told.stopped && !this.writer) assert.equal(run.status, 'stopped');
    for (const each of run.epochs)
      if (each.checkpoint)
        assert.deepEqual((await store.load(id, each.checkpoint)).bytes, stateOf(each.epoch * PER_EPOCH));
    const { matrices, problems: wrong } = await store.matrices(run);
    assert.deepEqual([matrices.size, wrong], [run.epochs.length, []]);
    const { batches } = await store.batches(run);
    const losses = batches.flatMap(({ firstStep, loss }) => [...loss].map((each, i) => [firstStep + i, each]));
    losses.forEach(([at, loss]) => assert.equal(loss, lossOf(at)));
    assert(losses.length >= told.step, `${act}: ${losses.length} batches of ${told.step}`);
  }
}

/** How many changes of the disk a life without faults has. */
async function changesOf(means: Means): Promise<number> {
  const disk = new MemoryDisk(means);
  await new Person(disk).live(SCRIPT);
  return disk.changes;
}

describe('a run on a disk that fails (F29)', () => {
  for (const means of everyMeans) {
    it(`keeps all that was told of, whichever change of the disk fails or is its last, ${named(means)}`, async () => {
      const changes = await changesOf(means);
      for (let at = 1; at <= changes; at += cases(1, 4))
        for (const when of ['before', 'torn', 'after'] as const)
          for (const kill of [true, false]) {
            const disk = new MemoryDisk(means);
            disk.faults.set(at, { when, kill });
            await new Person(disk).live(SCRIPT).catch((error: unknown) => {
              throw new Error(`${when}${kill ? ', killed' : ''} at ${at} of ${changes}`, { cause: error });
            });
          }
    }).timeout(60_000);

    it(`keeps all that was told of through two faults, ${named(means)}`, async () => {
      const changes = await changesOf(means);
      const fault = fc.record<Fault>({ when: fc.constantFrom('before', 'torn', 'after'), kill: fc.boolean() });
      // The second one follows close behind more often than not.
      const place = fc.tuple(
        fc.integer({ min: 1, max: changes }),
        fc.oneof(fc.integer({ min: 1, max: 6 }), fc.nat(changes)),
      );
      await fc.assert(
        fc.asyncProperty(place, fault, fault, async ([first, later], one, two) => {
          const disk = new MemoryDisk(means);
          disk.faults.set(first, one);
          disk.faults.set(first + Math.max(1, later), two);
          await new Person(disk).live(SCRIPT);
        }),
        { numRuns: cases(1000, 60), seed: 29 },
      );
    }).timeout(120_000);

    it(`keeps all that was told of on a disk that is full for a while, ${named(means)}`, async () => {
      const changes = await changesOf(means);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: changes }), fc.integer({ min: 2, max: 30 }), async (from, long) => {
          const disk = new MemoryDisk(means);
          for (let at = from; at < from + long; at++) disk.faults.set(at, { when: 'torn', kill: false });
          await new Person(disk).live(SCRIPT);
        }),
        { numRuns: cases(200, 20), seed: 30 },
      );
    }).timeout(60_000);
  }
});
