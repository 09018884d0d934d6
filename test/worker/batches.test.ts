import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batchBytes, BatchLog, batchesOf, cutBatches, type Batches } from '../../extension/runs/batches.js';
import { RunStore } from '../../extension/runs/runStore.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

const batches = (firstStep: number, count: number): Batches => ({
  firstStep,
  loss: Float32Array.from({ length: count }, (_, i) => 1 / (firstStep + i)),
  accuracy: Float32Array.from({ length: count }, (_, i) => 1 - 1 / (firstStep + i)),
});
const curve = (pieces: readonly Batches[]): number[] => pieces.flatMap(({ loss }) => [...loss]);

describe('batches of a run', () => {
  it('T8 come back bit for bit, NaN and infinity among them', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1 }), (loss) => {
        const given = { firstStep: 7, loss, accuracy: loss.map((x) => 1 - x) };
        const bytes = batchBytes(given);
        const stored = { first: 7, count: loss.length, file: '', bytes: bytes.length, sha256: '' };
        assert.deepEqual(batchesOf(bytes, stored), given);
        const half = Math.ceil(loss.length / 2);
        assert.deepEqual(batchesOf(bytes, { ...stored, count: half }).accuracy, given.accuracy.slice(0, half));
      }),
    );
  });

  it('are taken once each however they overlap, and stay until they are written', () => {
    const log = new BatchLog(2);
    log.add(batches(1, 2));
    assert.equal(log.read(), undefined);
    log.add(batches(1, 5));
    log.add(batches(4, 4));
    assert.deepEqual(log.read(), batches(3, 5));
    log.add(batches(8, 3));
    assert.deepEqual(log.read(), batches(3, 8));
    log.written(10);
    assert.equal(log.read(), undefined);
    log.add(batches(2 ** 21, 3));
    assert.equal(log.read()?.loss.length, 1, 'beyond the bound nothing is kept');
  });

  it('T8 lie beside the epochs, also those of an epoch that was left in the middle', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    const writer = await store.create(head());
    for (const epoch of [1, 2]) {
      writer.add(batches(18 * epoch - 17, 18));
      await writer.epoch(record(epoch), checkpoint(epoch));
    }
    writer.add(batches(37, 5));
    await writer.end({ status: 'stopped', step: 41, seconds: 1 }, checkpoint(9));
    const found = await store.recover(writer.id);
    const { batches: kept, problems } = await store.batches(found.run);
    assert.deepEqual(problems, []);
    assert.deepEqual(curve(kept), [...batches(1, 41).loss]);

    // What is wrong is told in the order of the files, whichever answers first.
    const disk = new MemoryDisk();
    const slow = Object.assign(Object.create(disk) as MemoryDisk, {
      read: async (path: string) => {
        if (path.endsWith('000001.f32')) for (let turn = 0; turn < 9; turn++) await Promise.resolve();
        return disk.read(path);
      },
    });
    const gone = (await new RunStore(slow, hash).batches(found.run)).problems;
    assert.deepEqual(
      gone.map((words) => /batches-(\d+)\.f32 is not there/.exec(words)?.[1]),
      found.run.batches.map(({ first }) => String(first).padStart(6, '0')),
    );

    const again = await store.continue(found, 2);
    again.add(batches(40, 10));
    await again.epoch(record(3), checkpoint(3));
    assert.deepEqual(curve((await store.batches(await store.read(writer.id))).batches), [...batches(1, 49).loss]);
  });

  it('T6 are cut where a run is taken back, and go along into a branch', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    const writer = await store.create(head());
    writer.add(batches(1, 54));
    await writer.epochs([1, 2, 3].map((epoch) => ({ record: record(epoch), checkpoint: checkpoint(epoch) })));
    const from = await store.recoverAt(writer.id, 2);
    const branch = await store.branch(head(), from, 2);
    assert.deepEqual(curve((await store.batches(branch.run)).batches), [...batches(1, 36).loss]);
    const back = await store.continue(from, 2);
    back.add({ ...batches(37, 18), loss: new Float32Array(18).fill(9) });
    await back.epoch(record(3), checkpoint(3));
    const found = curve((await store.batches(await store.read(writer.id))).batches);
    assert.deepEqual(found, [...batches(1, 36).loss, ...new Array<number>(18).fill(9)]);
    assert.deepEqual(cutBatches(back.run.batches, 0), []);
  });

  it('F12 a file of them that is gone or changed costs those batches only, and is named', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    for (const epoch of [1, 2]) {
      writer.add(batches(18 * epoch - 17, 18));
      await writer.epoch(record(epoch), checkpoint(epoch));
    }
    const file = `${writer.id}/batches-000019.f32`;
    const good = disk.files.get(file)!;
    for (const bytes of [good.slice(0, -4), good.map((b, i) => (i === 5 ? b ^ 1 : b)), undefined]) {
      if (bytes) disk.files.set(file, bytes);
      else disk.files.delete(file);
      const { run, checkpoint: found, problems } = await store.recover(writer.id);
      assert.deepEqual([run.epochs.length, found?.bytes, problems], [2, checkpoint(2), []]);
      const kept = await store.batches(run);
      assert.deepEqual(curve(kept.batches), [...batches(1, 18).loss]);
      assert.match(kept.problems.join(), /batches-000019\.f32 is (damaged|not there)/);
    }
  });
});
