import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Claims, HeldError, type Owner } from '../../extension/runs/claim.js';
import { RunStore } from '../../extension/runs/runStore.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

/** A process with this number, on a machine where those of `alive` are. */
const process = (pid: number, alive: Set<number>, host = 'here'): Owner => ({
  host,
  pid,
  uptime: () => 3600,
  signal: (other) => {
    if (!alive.has(other)) throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
  },
});
const id = '20240229-235959';

describe('two processes on one folder (F20)', () => {
  it('never write one run: the second is refused until the first has ended', async () => {
    const [disk, alive] = [new MemoryDisk(), new Set([11, 12])];
    const [one, two] = [11, 12].map((pid) => new RunStore(disk, hash, undefined, process(pid, alive)));
    const writer = await one.create(head());
    await writer.epoch(record(1), checkpoint(1));
    assert.equal((await two.read(id)).epochs.length, 1, 'it can be read');
    assert.equal((await two.claims.holder(id))?.pid, 11);
    await assert.rejects(two.continue(await two.recover(id), 1), HeldError);
    await assert.rejects(two.rename(id, 'other'), HeldError);
    await writer.end({ status: 'stopped' });
    await two.rename(id, 'other');
    assert.equal((await one.read(id)).title, 'other');
    assert.deepEqual(
      (await disk.list(id)).filter((name) => name.endsWith('.lock')),
      [],
    );
  });

  it('begin runs of their own names in the same second', async () => {
    const [disk, alive] = [new MemoryDisk(), new Set([1, 2, 3, 4, 5])];
    const stores = [...alive].map((pid) => new RunStore(disk, hash, undefined, process(pid, alive)));
    const writers = await Promise.all(stores.map((store) => store.create(head())));
    assert.equal(new Set(writers.map((writer) => writer.id)).size, 5);
  });

  it('a claim of a process that is gone, of one before the machine began, or of another with the same number, holds nobody', async () => {
    for (const [pid, alive, age] of [
      [11, [12], 0],
      [11, [11, 12], 7200e3],
      [12, [12], 0],
    ] as const) {
      const disk = new MemoryDisk();
      const file = `${id}/writer-here-${pid}-${Date.now() - age}-0.lock`;
      disk.files.set(file, new Uint8Array());
      const claims = new Claims(disk, process(12, new Set(alive)));
      await claims.take(id);
      assert(!disk.files.has(file), 'it is swept away');
      await claims.release(id);
    }
  });

  it('a claim of another machine holds for a day', async () => {
    for (const [age, holds] of [
      [3600e3, true],
      [90_000e3, false],
    ] as const) {
      const disk = new MemoryDisk();
      disk.files.set(`${id}/writer-there-11-${Date.now() - age}-0.lock`, new Uint8Array());
      const claims = new Claims(disk, process(12, new Set([12])));
      if (holds) await assert.rejects(claims.take(id), HeldError);
      else await claims.take(id);
    }
  });

  it('at most one has a run, however their steps fall between one another, and one alone always gets it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, count) => {
        const disk = new MemoryDisk();
        const slow = {
          read: disk.read.bind(disk),
          rename: disk.rename.bind(disk),
          write: scheduler.scheduleFunction(disk.write.bind(disk)),
          remove: scheduler.scheduleFunction(disk.remove.bind(disk)),
          list: scheduler.scheduleFunction(disk.list.bind(disk)),
        };
        const pids = Array.from({ length: count }, (_, i) => i + 1);
        let holders = 0;
        const tries = Promise.all(
          pids.map((pid) =>
            new Claims(slow, process(pid, new Set(pids))).take(id).then(
              () => void holders++,
              (error: unknown) => assert(error instanceof HeldError, String(error)),
            ),
          ),
        );
        await scheduler.waitFor(tries);
        assert(holders <= 1, `${holders} have it`);
        if (count === 1) assert.equal(holders, 1);
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});
