import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BatchLog, batchLines, BatchReader, shortest, type Batches } from '../../extension/runs/disk/batches.js';
import { sealedLines } from '../../extension/runs/disk/sealed.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { checkpoint, everyMeans, hash, head, MemoryDisk, named, record } from './memoryDisk.js';

const batches = (firstStep: number, count: number): Batches => ({
  firstStep,
  loss: Float32Array.from({ length: count }, (_, i) => 1 / (firstStep + i)),
  accuracy: Float32Array.from({ length: count }, (_, i) => 1 - 1 / (firstStep + i)),
});
const curve = (pieces: readonly Batches[]): number[] => pieces.flatMap(({ loss }) => [...loss]);

describe('batches of a run', () => {
  it('T8 come back bit for bit, NaN and infinity among them', async () => {
    const read = async (lines: string[]): Promise<{ pieces: Batches[]; problems: string[] }> => {
      const bytes = sealedLines(lines);
      const reader = new BatchReader(bytes.length, 1e9);
      await reader.read('steps.jsonl', bytes, true);
      return { pieces: reader.pieces(), problems: reader.problems };
    };
    await fc.assert(
      fc.asyncProperty(fc.float32Array({ minLength: 1 }), async (loss) => {
        const given = { firstStep: 7, loss, accuracy: loss.map((_, i) => Math.fround(1 / (i + 1))) };
        assert.deepEqual(await read(batchLines(given)), { pieces: [given], problems: [] });
      }),
    );
    assert.equal(shortest(Math.fround(0.1)), '0.1');
    const twice = await read(
      [
        [1, 5],
        [3, 1],
        [9, 2],
      ].flatMap(([first, count]) => batchLines(batches(first, count))),
    );
    assert.deepEqual(twice.pieces, [batches(1, 3), batches(9, 2)], 'what comes again takes the place of the rest');
  });

  it('are taken once each however they overlap, and stay until they are written', () => {
    const log = new BatchLog(2);
    log.add(batches(1, 2));
    assert.deepEqual(log.read(), []);
    log.add(batches(1, 5));
    log.add(batches(4, 4));
    assert.deepEqual(curve(log.read()), curve([batches(3, 5)]));
    const done = log.read();
    log.add(batches(8, 3));
    assert.deepEqual(curve(log.read()), curve([batches(3, 8)]));
    log.written(done);
    assert.deepEqual(curve(log.read()), curve([batches(8, 3)]));
    log.written(log.read());
    log.add(batches(2 ** 21, 3));
    assert.equal(log.read()[0].loss.length, 1, 'beyond the bound nothing is kept');
  });

  for (const means of everyMeans)
    it(`T8 lie beside the epochs, also those of an epoch that was left in the middle, ${named(means)}`, async () => {
      const store = new RunStore(new MemoryDisk(means), hash);
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

      const again = await store.continue(found, 2);
      again.add(batches(40, 15));
      await again.epoch(record(3), checkpoint(3));
      assert.deepEqual(curve((await store.batches(await store.read(writer.id))).batches), [...batches(1, 54).loss]);
    });

  for (const means of everyMeans)
    it(`T6 are cut where a run is taken back, and go along into a branch, ${named(means)}`, async () => {
      const store = new RunStore(new MemoryDisk(means), hash);
      const writer = await store.create(head());
      writer.add(batches(1, 54));
      await writer.epochs([1, 2, 3].map((epoch) => ({ record: record(epoch), checkpoint: checkpoint(epoch) })));
      const from = await store.recoverAt(writer.id, 2);
      const branch = await store.branch(head(), from, 2);
      assert.deepEqual(curve((await store.batches(branch.run)).batches), [...batches(1, 36).loss]);
      const back = await store.continue(from, 2);
      const taken = await store.read(writer.id);
      assert.equal(taken.epochs.length, 2, 'the later epoch is forgotten at once');
      assert.deepEqual(curve((await store.batches(taken)).batches), [...batches(1, 36).loss]);
      back.add({ ...batches(37, 18), loss: new Float32Array(18).fill(9) });
      await back.epoch(record(3), checkpoint(3));
      const found = curve((await store.batches(await store.read(writer.id))).batches);
      assert.deepEqual(found, [...batches(1, 36).loss, ...new Array<number>(18).fill(9)]);
    });

  it('F12 a line of them that is damaged costs that batch only, and is named', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    writer.add(batches(1, 18));
    await writer.epoch(record(1), checkpoint(1));
    const file = `${writer.id}/steps.jsonl`;
    const good = new TextDecoder().decode(disk.files.get(file));
    const others = [...batches(1, 18).loss].filter((_, i) => i !== 2);
    for (const [text, words] of [
      [good.replace('"step":3,"loss":0.', '"step":3,"loss":1.'), 'its check sum does not fit'],
      [good.replace('"step":3,', '"step":3 '), 'no JSON'],
    ] as const) {
      disk.files.set(file, new TextEncoder().encode(text));
      const { run, checkpoint: found, problems } = await store.recover(writer.id);
      assert.deepEqual([run.epochs.length, found?.bytes, problems], [1, checkpoint(1), []]);
      const kept = await store.batches(run);
      assert.deepEqual(curve(kept.batches), others);
      assert.deepEqual(kept.problems, [`${file}, line 3: ${words}.`]);
    }
    disk.files.set(file, new TextEncoder().encode(good.slice(0, -9)));
    const { batches: kept, problems } = await store.batches(writer.run);
    assert.deepEqual([curve(kept), problems], [[...batches(1, 17).loss], [`${file}, line 18: broken off.`]]);
  });

  it('T8 of a run of 100,000 steps come back whole', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head({ trainCount: 200_000 }));
    writer.add(batches(1, 100_000));
    await writer.epoch(record(1, { step: 100_000 }), checkpoint(1));
    assert.deepEqual(await store.batches(writer.run), { batches: [batches(1, 100_000)], problems: [] });
  }).timeout(20_000);
});
