import assert from 'node:assert/strict';
import { FOUND_FILE, FoundLosses } from '../../extension/runs/disk/foundLosses.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { checkpoint, everyMeans, hash, head, MemoryDisk, named, record } from './memoryDisk.js';

describe('log losses that were found of runs of an earlier version', () => {
  const losses = { trainLossWithoutPenalty: 0.5, validationLogLoss: null };

  /** A run of three epochs, of which the last has a log loss in its record. */
  async function opened(means = everyMeans[0]) {
    const disk = new MemoryDisk(means);
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    const changes = [{ testLoss: 0.5 }, { testLoss: 0.25 }, { testLoss: 0.125, testLogLoss: 0.75, ...losses }];
    for (const [i, change] of changes.entries()) await writer.epoch(record(i + 1, change), checkpoint(i + 1));
    const { id } = writer;
    const known = async (found = new FoundLosses(store)): Promise<(number | undefined)[]> =>
      (await found.complete(await store.read(id))).epochs.map(({ testLogLoss }) => testLogLoss);
    return { disk, store, id, known, path: `${id}/${FOUND_FILE}` };
  }

  for (const means of everyMeans)
    it(`T8 are kept beside the record, which stays as it was, ${named(means)}`, async () => {
      const { disk, store, id, known, path } = await opened(means);
      const before = new Map(disk.files);
      assert.deepEqual(await known(), [undefined, undefined, 0.75]);
      const found = new FoundLosses(store);
      await Promise.all([
        found.keep(id, { epoch: 2, testLoss: 0.25, testLogLoss: 0.3 }),
        found.keep(id, { epoch: 1, testLoss: 0.5, testLogLoss: 0.6 }),
        found.keep(id, { epoch: 3, testLoss: 0.125, testLogLoss: 9 }),
      ]);
      assert.deepEqual(await known(), [0.6, 0.3, 0.75], 'what the record has stands');
      assert.ok(disk.files.delete(path));
      assert.deepEqual(disk.files, before);
    });

  it('T8 are of the epoch as it was: one that was trained once more has none', async () => {
    const { store, id, known } = await opened();
    const found = new FoundLosses(store);
    await found.keep(id, { epoch: 1, testLoss: 0.5000001, testLogLoss: 0.6 });
    assert.deepEqual(await known(), [undefined, undefined, 0.75]);
    await found.keep(id, { epoch: 2, testLoss: 0.25, testLogLoss: Infinity });
    await found.keep('20990101-000000', { epoch: 1, testLoss: 0.5, testLogLoss: 0.6 });
    assert.deepEqual(await known(), [undefined, undefined, 0.75], 'not finite, and of a run that is gone');
  });

  it('T8 F18 a file that is damaged is as none, and the next takes its place', async () => {
    const { disk, store, id, known, path } = await opened();
    const entry = '{"epoch":1,"testLoss":0.5,"testLogLoss":0.6}';
    for (const text of ['', 'x', '[', '{}', '[1]', `{"epochs":[${entry}]}`, '['.repeat(1e5), '\0', '{"version":2}']) {
      disk.files.set(path, new TextEncoder().encode(text));
      assert.deepEqual(await known(), [undefined, undefined, 0.75], text.slice(0, 20));
    }
    await new FoundLosses(store).keep(id, { epoch: 1, testLoss: 0.5, testLogLoss: 0.6 });
    assert.deepEqual(await known(), [0.6, undefined, 0.75]);
  });
});
