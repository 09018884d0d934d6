import assert from 'node:assert/strict';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { branchConfig } from '../../extension/runs/derive/branchConfig.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { RunHead, StoredRun } from '../../extension/runs/disk/storedRun.js';
import { hash, head as headOf, MemoryDisk } from '../runs/memoryDisk.js';
import { train } from './trainingThread.js';

const disk = new MemoryDisk();
const store = new RunStore(disk, hash);
const config: RunConfig = { ...defaultConfig(), epochs: 4 };
const counts = { trainCount: 3600, validationCount: 400, testCount: 1000 };
const head = (title: string): RunHead => headOf({ title, config, classes: '0123456789'.split(''), ...counts });

describe('restore and branch (T6)', () => {
  it('the weights of an epoch train on to the end of the whole run; a branch names its parent and epoch', async () => {
    const whole = await train(config);
    const writer = await store.create(head('whole'));
    for (const { record, checkpoint } of whole.events.epoch) await writer.epoch(record, checkpoint);
    await writer.end({ status: 'finished' }, whole.events.ended[0].checkpoint);

    const from = await store.recoverAt(writer.id, 2);
    const rest = await train(config, { checkpoint: from.checkpoint! });
    assert.equal(rest.events.ended[0].weightsHash, whole.events.ended[0].weightsHash);
    assert.deepEqual(
      rest.events.epoch.map(({ record }) => record.epoch),
      [3, 4],
    );

    const branch = await store.branch({ ...head('branch'), parent: { id: writer.id, epoch: 2 } }, from, 2);
    const stored = await store.read(branch.id);
    assert.deepEqual(stored.parent, { id: writer.id, epoch: 2 });
    const parent = await store.read(writer.id);
    const plain = ({ epochs }: StoredRun) => epochs.slice(0, 2).map((each) => ({ ...each, checkpoint: null }));
    assert.deepEqual(plain(stored), plain(parent));
    const matrices = async (run: StoredRun) => [...(await store.matrices(run)).matrices].slice(0, 2);
    assert.deepEqual(await matrices(stored), await matrices(parent));
    assert.equal(parent.epochs.length, 4, 'the parent keeps its epochs');

    const again = await store.recover(branch.id);
    assert.deepEqual(again.checkpoint?.bytes, from.checkpoint?.bytes);
    for (const { record, checkpoint } of rest.events.epoch) await branch.epoch(record, checkpoint);
    assert.deepEqual(
      (await store.read(branch.id)).epochs.map(({ epoch, testLoss }) => [epoch, testLoss]),
      parent.epochs.map(({ epoch, testLoss }) => [epoch, testLoss]),
    );
  }).timeout(30_000);

  it('an epoch whose weights were not kept, or are damaged, is refused by name', async () => {
    const id = (await store.list()).runs.find(({ title }) => title === 'branch')!.id;
    await assert.rejects(store.recoverAt(id, 1), /weights of epoch 1 were not kept/);
    await assert.rejects(store.recoverAt(id, 9), /weights of epoch 9 were not kept/);
    const name = `${id}/checkpoint-0002.safetensors`;
    disk.files.set(name, disk.files.get(name)!.slice().fill(0, 100, 101));
    disk.files.get(name)!.reverse();
    await assert.rejects(store.recoverAt(id, 2), /checkpoint-0002\.safetensors is damaged/);
  });

  it('K4 K6: a run made from another names its parent alone, for its weights are its own', async () => {
    const writer = await store.create({ ...head('made'), parent: { id: '20240229-120000' } });
    assert.deepEqual((await store.read(writer.id)).parent, { id: '20240229-120000' });
  });

  it('R9 a branch takes loss, optimiser and epochs of the form, and says what it keeps of its parent', () => {
    const own = (form: RunConfig, epoch = 2) => branchConfig(config, form, epoch);
    const slower: RunConfig = { ...config, optimiser: { ...config.optimiser, rate: 0.01 }, epochs: 9 };
    assert.deepEqual(own(slower), { config: slower, kept: [] });
    assert.equal(own({ ...slower, epochs: 2 }, 3).config.epochs, 5, 'as many epochs again');
    assert.deepEqual(own({ ...slower, seed: 2 }), { config: slower, kept: ['seed'] });
    const other: RunConfig = {
      ...slower,
      batch: 10,
      mode: 'replay',
      network: { layers: [] },
      data: { ...config.data, validationFraction: 0.3 },
      loss: { ...config.loss, id: 'focal', classWeights: [1, 2] },
    };
    const loss = { ...config.loss, id: 'focal' as const };
    const kept = ['data', 'network', 'batch', 'mode', 'classWeights'];
    assert.deepEqual(own(other), { config: { ...slower, loss }, kept });
  });

  it('R9 a branch is of the data of its parent: its scale and its corrections are no difference left out', () => {
    const of = (base: RunConfig, data: Partial<RunConfig['data']>): RunConfig => ({
      ...base,
      data: { ...base.data, ...data },
    });
    const slower: RunConfig = { ...config, epochs: 9 };
    for (const scale of ['byte', 'standard', 'legacy'] as const) {
      const parent = of(config, { scale, corrections: 'a'.repeat(64) });
      const wanted = { config: { ...slower, data: parent.data }, kept: [] };
      assert.deepEqual(branchConfig(parent, slower, 2), wanted);
      assert.deepEqual(branchConfig(parent, of(slower, { corrections: 'file' }), 2), wanted);
    }
    const other = branchConfig(of(config, { scale: 'byte' }), of(slower, { scale: 'none' }), 2);
    assert.deepEqual(other, { config: of(slower, { scale: 'byte' }), kept: ['data'] });
    const whole = of(config, { validationFraction: 0 });
    assert.equal(branchConfig(whole, { ...slower, earlyStop: { patience: 2 } }, 2).config.earlyStop, null);
  });
});
