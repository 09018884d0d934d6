import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { thinning } from '../../extension/runs/disk/thinOut.js';
import { hash, head, MemoryDisk } from './memoryDisk.js';

const EPOCHS = 12;
const BEST = 7;

/** A run of twelve epochs, whose seventh is the best. */
async function written(disk = new MemoryDisk()) {
  const store = new RunStore(disk, hash);
  const config = { ...defaultConfig(), epochs: EPOCHS, batch: 10 };
  const writer = await store.create(head({ title: 'a run', config, trainCount: 10, classes: ['0', '1'] }));
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const loss = Math.abs(epoch - BEST) + 1;
    await writer.epoch(
      {
        epoch,
        step: epoch,
        trainLoss: loss,
        trainAccuracy: 0.5,
        validationLoss: loss,
        validationAccuracy: 0.5,
        testLoss: loss,
        testAccuracy: 0.5,
        seconds: epoch,
        confusion: Uint32Array.of(1, 0, 0, 1),
      },
      new Uint8Array(100).fill(epoch),
    );
  }
  await writer.end({ status: 'finished', step: EPOCHS, seconds: EPOCHS }, new Uint8Array(100).fill(99));
  return { disk, store, id: writer.id };
}
const weights = (disk: MemoryDisk): string[] =>
  [...disk.files.keys()].flatMap((name) => /checkpoint-(\d+)\./.exec(name)?.[1] ?? []).map((n) => String(Number(n)));

describe('R9 checkpoints that are thinned out', () => {
  it('stay of the first, the best, the last and every k-th epoch; the run is as it was', async () => {
    const { disk, store, id } = await written();
    const before = await store.read(id);
    const plan = thinning(before, 5);
    assert.deepEqual([plan.epochs, plan.bytes], [[2, 3, 4, 6, 8, 9, 11], 700]);
    await store.thinOut(id, 5);
    assert.deepEqual(weights(disk).sort(), ['1', '10', '12', '5', '7']);
    const after = await store.read(id);
    assert.deepEqual(after.notes, []);
    const plain = ({ epochs }: typeof after) => epochs.map((each) => ({ ...each, checkpoint: null }));
    assert.deepEqual(plain(after), plain(before));
    const named = after.epochs.flatMap(({ epoch, checkpoint }) => (checkpoint ? [epoch] : []));
    assert.deepEqual(named, [1, 5, 7, 10, 12]);
    await assert.rejects(store.recoverAt(id, 2), /The weights of epoch 2 were not kept/);
    assert.equal((await store.recoverAt(id, 7)).checkpoint?.bytes[0], 7);
    assert.equal((await store.recover(id)).checkpoint?.bytes[0], 99);
    assert.deepEqual(thinning(after, 5).epochs, [], 'there is nothing more');
    await store.thinOut(id, 1000);
    assert.deepEqual(weights(disk).sort(), ['1', '12', '7']);
  });

  it('come back with epochs that are trained once more', async () => {
    const { store, id } = await written();
    await store.thinOut(id, 5);
    const writer = await store.continue(await store.recoverAt(id, 7), 7);
    const [record] = (await store.read(id)).epochs.slice(-1);
    const { checkpoint: _, confusion: _c, predicted: _p, ...rest } = record;
    await writer.epoch({ ...rest, epoch: 8, step: 8, confusion: Uint32Array.of(1, 0, 0, 1) }, new Uint8Array(100));
    await writer.end({ status: 'stopped' });
    const named = (await store.read(id)).epochs.flatMap(({ epoch, checkpoint }) => (checkpoint ? [epoch] : []));
    assert.deepEqual(named, [1, 5, 7, 8]);
  });

  it('are whole in the record whenever the disk fails', async () => {
    for (let failing = 1; ; failing++) {
      const { disk, store, id } = await written();
      disk.failAt = disk.changes + failing;
      const done = await store.thinOut(id, 5).then(
        () => true,
        () => false,
      );
      const { epochs } = await store.read(id);
      for (const { checkpoint } of epochs) if (checkpoint) assert.ok(disk.files.has(`${id}/${checkpoint.file}`));
      if (done && weights(disk).length === 5) break;
      assert.ok(failing < 40);
    }
  });
});
