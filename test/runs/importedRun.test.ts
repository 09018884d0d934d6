import assert from 'node:assert/strict';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { Run } from '../../extension/runs/model/run.js';
import { loadStored, resumeAt } from '../../extension/runs/model/storedState.js';
import { epochsDone } from '../../extension/protocol/runState.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

const imported = { ...head(), weightsFrom: 'model.onnx' };
const first = record(0, { step: 0, seconds: 0 });

async function written(epochs: number, keepBytes?: number): Promise<{ disk: MemoryDisk; store: RunStore; id: string }> {
  const disk = new MemoryDisk();
  const store = new RunStore(disk, hash, keepBytes);
  const writer = await store.create(imported);
  await writer.epoch(first, checkpoint(10));
  await writer.end({ status: 'stopped', step: 0, seconds: 0 });
  if (epochs > 0) {
    const again = await store.continue(await store.recover(writer.id), 0);
    for (let epoch = 1; epoch <= epochs; epoch++) await again.epoch(record(epoch), checkpoint(epoch));
  }
  return { disk, store, id: writer.id };
}

describe('a run whose weights were imported (R6)', () => {
  it('begins with epoch 0, from which it goes on', async () => {
    const { store, id } = await written(0);
    const { run, checkpoint: found } = await store.recover(id);
    assert.deepEqual(run.notes, []);
    assert.deepEqual([run.weightsFrom, run.ended, run.epochs.map(({ epoch }) => epoch)], ['model.onnx', 0, [0]]);
    assert.deepEqual(found!.bytes, checkpoint(10));
  });

  it('has its epochs after that in their order, also where it is taken back', async () => {
    const { store, id } = await written(3);
    const before = await store.read(id);
    assert.deepEqual(
      before.epochs.map(({ epoch }) => epoch),
      [0, 1, 2, 3],
    );
    assert.deepEqual(before.notes, []);
    for (const back of [2, 0]) {
      const writer = await store.continue(await store.recoverAt(id, back), back);
      await writer.epoch(record(back + 1), checkpoint(50 + back));
      const { epochs, notes } = await store.read(id);
      assert.deepEqual(
        epochs.map(({ epoch }) => epoch),
        Array.from({ length: back + 2 }, (_, epoch) => epoch),
      );
      assert.deepEqual(notes, []);
      const { checkpoint: found } = await store.recover(id);
      assert.deepEqual(found!.bytes, checkpoint(50 + back));
    }
  });

  it('a project of PyTorch begins with its epoch 0, and that of a branch with the epoch of the branch', () => {
    const run = new Run('run', 'title', imported.config, 0);
    assert.equal(run.begunAt, undefined);
    run.parent = { id: 'parent' };
    assert.equal(run.begunAt, undefined);
    run.weightsFrom = 'model.onnx';
    assert.equal(run.begunAt, 0);
    run.parent = { id: 'parent', epoch: 3 };
    assert.equal(run.begunAt, 3);
  });

  it('keeps the weights of epoch 0 whatever is removed of others', async () => {
    const { store, id } = await written(5, 1);
    const kept = (await store.read(id)).epochs.filter((each) => each.checkpoint).map(({ epoch }) => epoch);
    assert.deepEqual(kept, [0, 4, 5]);
    assert.deepEqual((await store.recoverAt(id, 0)).checkpoint!.bytes, checkpoint(10));
  });

  it('a branch from epoch 0 has it too', async () => {
    const { store, id } = await written(2);
    const from = await store.recoverAt(id, 0);
    const branch = await store.branch({ ...imported, parent: { id, epoch: 0 } }, from, 0);
    await branch.epoch(record(1), checkpoint(1));
    const { epochs, notes } = await store.read(branch.id);
    assert.deepEqual(
      epochs.map(({ epoch }) => epoch),
      [0, 1],
    );
    assert.deepEqual(notes, []);
    const later = await store.branch({ ...imported, parent: { id, epoch: 2 } }, await store.recoverAt(id, 2), 2);
    const weights = await Promise.all([0, 2].map((epoch) => store.recoverAt(later.id, epoch)));
    assert.deepEqual(
      weights.map((each) => each.checkpoint!.bytes),
      [checkpoint(10), checkpoint(2)],
    );
  });

  it('leaves nothing where its first weights can’t be written (F11)', async () => {
    for (let at = 1; ; at++) {
      const disk = new MemoryDisk();
      const store = new RunStore(disk, hash);
      disk.faults.set(at, { when: 'torn', kill: false });
      const made = store.createWith(imported, undefined, [{ record: first, checkpoint: checkpoint(10) }]);
      const failed = await made.then(
        () => false,
        () => true,
      );
      if (disk.failed === 0) break;
      const { runs, problems } = await store.list();
      assert.deepEqual([failed ? runs.length : 0, problems], [0, []], `change ${at}`);
    }
  });

  it('an epoch 0 of any other run is a fault, named by its line', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    await writer.epoch(first, checkpoint(1));
    await assert.rejects(store.read(writer.id), /epochs\.jsonl, line 1 is damaged: epoch: 0 of a run whose weights/);
  });

  it('counts no epoch as trained before one is, and takes no place in the curves of batches', async () => {
    const { store, id } = await written(0);
    const stored = await store.read(id);
    const run = new Run(id, stored.title, stored.config, stored.started);
    loadStored(run, stored, false);
    assert.deepEqual([run.epochsDone, run.epochs.length, run.curves.count, run.progress], [0, 1, 0, null]);
    assert.deepEqual([run.summary().weightsFrom, run.resumable, epochsDone(run.epochs)], ['model.onnx', true, 0]);
    resumeAt(run, 0, await store.recover(id), undefined);
    assert.deepEqual([run.epochs.map(({ epoch }) => epoch), run.secondsBefore], [[0], 0]);
  });
});
