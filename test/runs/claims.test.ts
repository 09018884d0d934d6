import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Claims, isClaim } from '../../extension/runs/disk/claim.js';
import { pace, type Pace, RunLockedError } from '../../extension/runs/disk/holder.js';
import type { Owner } from '../../extension/runs/disk/owner.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

/** A process with this number, on a machine where those of `alive` are. */
const process = (pid: number, alive: Iterable<number>, where: Partial<Owner> = {}): Owner => ({
  host: 'here',
  machine: 'start-1',
  space: 'pid:[1]',
  pid,
  signal: (other) => {
    if (![...alive].includes(other)) throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
  },
  ...where,
});
const id = '20240229-235959';
const there = { host: 'there', machine: 'start-2' };

/** A clock that is set by hand, and looks at a run as often as a window does. */
class Watch implements Pace {
  now = 0;
  readonly beat = pace.beat;
  readonly ended = pace.ended;
  readonly cutOff = pace.cutOff;
  clock = (): number => this.now;

  async look(claims: Claims, seconds: number): Promise<Awaited<ReturnType<Claims['holder']>>> {
    let found = await claims.holder(id);
    for (let each = 5; each <= seconds; each += 5) {
      this.now += 5000;
      found = await claims.holder(id);
    }
    return found;
  }
}

/** A folder that a process claimed, which then ended as a killed one does. */
async function leftBy(owner: Owner): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await new Claims(disk, owner, pace).acquire(id, 'new');
  return disk;
}
const claimsIn = (disk: MemoryDisk): string[] => [...disk.files.keys()].filter((name) => name.endsWith('.lock'));

describe('two processes on one folder (F20)', () => {
  it('never write one run: the second is refused until the first has ended', async () => {
    const [disk, alive] = [new MemoryDisk(), [11, 12]];
    const [one, two] = alive.map((pid) => new RunStore(disk, hash, undefined, process(pid, alive)));
    const writer = await one.create(head());
    await writer.epoch(record(1), checkpoint(1));
    assert.equal((await two.read(id)).epochs.length, 1, 'it can be read');
    assert.equal((await two.claims.holder(id))?.pid, 11);
    await assert.rejects(two.continue(await two.recover(id), 1), RunLockedError);
    await assert.rejects(two.rename(id, 'other'), RunLockedError);
    await writer.end({ status: 'stopped' });
    await two.rename(id, 'other');
    assert.equal((await one.read(id)).title, 'other');
    assert.deepEqual((await disk.list(id)).filter(isClaim), []);
  });

  it('within one of them who goes on with a run waits for who renames it, and keeps it', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash, undefined, process(11, [11, 12]));
    const first = await store.create(head());
    await first.epoch(record(1), checkpoint(1));
    await first.end({ status: 'stopped' });
    const [, , writer] = await Promise.all([
      store.rename(id, 'one'),
      store.rename(id, 'other'),
      store.recover(id).then((from) => store.continue(from, 1)),
    ]);
    assert.equal(claimsIn(disk).length, 1);
    await writer.epoch(record(2), checkpoint(2));
    const other = new RunStore(disk, hash, undefined, process(12, [11, 12]));
    await assert.rejects(other.rename(id, 'third'), RunLockedError);
    await writer.end({ status: 'finished' });
    assert.deepEqual(claimsIn(disk), []);
    await assert.rejects(writer.epoch(record(3), checkpoint(3)), RunLockedError, 'it wrote without a claim');
  });

  it('begin runs of their own names in the same second', async () => {
    const [disk, alive] = [new MemoryDisk(), [1, 2, 3, 4, 5]];
    const stores = alive.map((pid) => new RunStore(disk, hash, undefined, process(pid, alive)));
    const writers = await Promise.all(stores.map((store) => store.create(head())));
    assert.equal(new Set(writers.map((writer) => writer.id)).size, 5);
  });

  it('a claim of a process that is gone, or of one before with the same number, holds nobody', async () => {
    for (const pid of [11, 12]) {
      const disk = await leftBy(process(pid, []));
      // A token of this test's own process is one that another process has not made.
      const [name] = claimsIn(disk);
      const other = `${id}/writer-of-another-process.lock`;
      disk.files.set(other, disk.files.get(name)!);
      disk.files.delete(name);
      const claims = new Claims(disk, process(12, [12]), pace);
      await claims.acquire(id);
      assert(!disk.files.has(other), 'it is swept away');
      await claims.release(id);
    }
  });

  it('one that is gone from where its number says nothing here holds it all the same', async () => {
    for (const where of [
      { host: 'here-2' },
      { host: 'her-e' },
      { host: 'here'.padEnd(60, '-'), machine: 'start-2' },
      { machine: 'start-2' },
      { machine: '' },
      { space: 'pid:[2]' },
    ]) {
      const disk = await leftBy(process(11, [], { machine: 'start-9', ...where }));
      await assert.rejects(
        new Claims(disk, process(12, [12]), pace).acquire(id),
        RunLockedError,
        JSON.stringify(where),
      );
      assert.equal(claimsIn(disk).length, 1, 'its claim stays, the other’s goes');
    }
  });

  it('two containers of one name, with the same number in each, don’t take one another for themselves', async () => {
    const disk = await leftBy(process(1, [1], { space: 'pid:[2]' }));
    await assert.rejects(new Claims(disk, process(1, [1], { space: 'pid:[3]' }), pace).acquire(id), RunLockedError);
  });

  it('a run that is not there is not made by asking for it', async () => {
    const disk = new MemoryDisk();
    await assert.rejects(new Claims(disk, process(1, [1]), pace).acquire(id), /20240229-235959 is not there/);
    assert.equal(disk.files.size, 0);
  });

  it('at most one has a run, however their steps fall between one another, and one of them always gets it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, count) => {
        const disk = new MemoryDisk();
        const slow = {
          read: scheduler.scheduleFunction(disk.read.bind(disk)),
          write: scheduler.scheduleFunction(disk.write.bind(disk)),
          remove: scheduler.scheduleFunction(disk.remove.bind(disk)),
          list: scheduler.scheduleFunction(disk.list.bind(disk)),
        };
        const pids = Array.from({ length: count }, (_, i) => i + 1);
        let holders = 0;
        const tries = Promise.all(
          pids.map((pid) =>
            new Claims(slow, process(pid, pids), pace).acquire(id, 'new').then(
              () => void holders++,
              (error: unknown) => assert(error instanceof RunLockedError, String(error)),
            ),
          ),
        );
        await scheduler.waitFor(tries);
        assert.equal(holders, 1);
      }),
      { numRuns: 40, seed: 7 },
    );
  }).timeout(60_000);
});

describe('a writer elsewhere', () => {
  it('that ends is seen to have ended within 40 s, and not before 30; its run is taken on a person’s word (F31)', async () => {
    for (const [where, seconds] of [
      // Another container of this machine, and this machine started anew.
      [{ space: 'pid:[2]' }, 30],
      [{ machine: 'start-2' }, 30],
      [there, 300],
    ] as const) {
      const disk = await leftBy(process(11, [], where));
      const watch = new Watch();
      const claims = new Claims(disk, process(12, [12]), watch);
      assert.equal((await watch.look(claims, 25))?.ended, false);
      assert.equal((await watch.look(claims, 5))?.ended, true);
      const before = await watch.look(claims, seconds - 35);
      if (seconds > 30) assert.deepEqual([before?.ended, before?.free], [true, false]);
      assert.equal((await watch.look(claims, 5))?.free, true);
      await assert.rejects(claims.acquire(id), RunLockedError);
      await claims.acquire(id, 'free');
      assert.equal(claimsIn(disk).length, 1);
    }
  });

  it('that gives signs holds its run, whatever the clocks and the times of files say (F32)', async () => {
    const disk = await leftBy(process(11, [], there));
    const watch = new Watch();
    const claims = new Claims(disk, process(12, [12]), watch);
    const { now } = Date;
    try {
      for (const hours of [0, 2, -2, 24 * 365 * 30]) {
        Date.now = () => now() + hours * 3_600_000;
        for (let beat = 0; beat < 100; beat++) {
          await disk.write(`${id}/heartbeat`, new TextEncoder().encode(`${hours} ${beat}`));
          assert.equal((await watch.look(claims, 25))?.ended, false);
        }
      }
      await assert.rejects(claims.acquire(id, 'free'), RunLockedError);
    } finally {
      Date.now = now;
    }
  });

  it('that was silent for long and gives a sign again has its run again (F31)', async () => {
    const disk = await leftBy(process(11, [], there));
    const watch = new Watch();
    const claims = new Claims(disk, process(12, [12]), watch);
    assert.equal((await watch.look(claims, 295))?.ended, true);
    const token = /writer-(.*)\.lock/.exec(claimsIn(disk)[0])![1];
    await disk.write(`${id}/heartbeat`, new TextEncoder().encode(`${token} 70`));
    assert.equal((await watch.look(claims, 5))?.ended, false);
    await assert.rejects(claims.acquire(id, 'free'), RunLockedError);
  });

  it('is waited for by who takes its run over, and keeps it where it gives a sign meanwhile (F31)', async () => {
    const times = { ...pace, beat: 5, ended: 30, cutOff: 60 };
    const disk = await leftBy(process(11, [], there));
    await new Claims(disk, process(12, [12]), times).takeOver(id);
    assert.equal(claimsIn(disk).length, 1);
    const living = new MemoryDisk();
    await new Claims(living, process(11, [], there), { ...times, beat: 1 }).acquire(id, 'new');
    const waiting = new Claims(living, process(12, [12]), { ...times, beat: 50 });
    await assert.rejects(waiting.takeOver(id), RunLockedError);
  });

  it('is not thought to have ended while this machine slept, and nobody looked (F32)', async () => {
    const disk = await leftBy(process(11, [], there));
    const watch = new Watch();
    const claims = new Claims(disk, process(12, [12]), watch);
    await claims.holder(id);
    watch.now += 8 * 3_600_000;
    assert.equal((await claims.holder(id))?.ended, false);
  });

  it('whose run was taken over stops writing it and says so, and goes without what is the other’s (F31)', async () => {
    const disk = new MemoryDisk();
    const old = new RunStore(disk, hash, undefined, process(11, [11], there));
    const writer = await old.create(head());
    await writer.epoch(record(1), checkpoint(1));
    const watch = new Watch();
    const fresh = new RunStore(disk, hash, undefined, process(12, [12]), watch);
    await watch.look(fresh.claims, 300);
    await fresh.claims.acquire(id, 'free');
    const goesOn = await fresh.continue(await fresh.recover(id), 1);
    await goesOn.epoch(record(2), checkpoint(2));
    const kept = new Map(disk.files);
    await assert.rejects(
      writer.epoch(record(2, { testAccuracy: 0 }), checkpoint(7)),
      /20240229-235959 was taken over by another window or program \(process 12 of here\)/,
    );
    await assert.rejects(writer.end({ status: 'stopped' }), RunLockedError);
    assert.deepEqual(disk.files, kept);
    await goesOn.end({ status: 'finished' });
    assert.deepEqual((await disk.list(id)).filter(isClaim), []);
  });

  it('whose folder is gone says so, and makes none again (S9)', async () => {
    const disk = new MemoryDisk();
    const writer = await new RunStore(disk, hash, undefined, process(11, [11])).create(head());
    for (const name of [...disk.files.keys()].filter((each) => each.startsWith(`${id}/`))) disk.files.delete(name);
    const kept = new Map(disk.files);
    await assert.rejects(writer.epoch(record(1), checkpoint(1)), /^Error: 20240229-235959 is not there\.$/);
    await assert.rejects(writer.end({ status: 'stopped' }), /is not there/);
    assert.deepEqual(disk.files, kept);
  });

  it('a claim that is half written, or of a version before, is one of elsewhere', async () => {
    for (const text of ['', '{"host": "here", "pid": 1', 'Process 11 writes this run since 2024.\n', '{"pid": "1"}']) {
      const disk = new MemoryDisk();
      await disk.write(`${id}/writer-here-11-1700000000000-0.lock`, new TextEncoder().encode(text));
      const watch = new Watch();
      const claims = new Claims(disk, process(12, [12]), watch);
      assert.equal((await watch.look(claims, 295))?.free, false);
      await assert.rejects(claims.acquire(id, 'free'), RunLockedError);
      await watch.look(claims, 10);
      await claims.acquire(id, 'free');
    }
  });
});
