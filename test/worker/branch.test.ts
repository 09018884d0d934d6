import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { branchConfig } from '../../extension/runs/derive/branchConfig.js';
import type { Disk } from '../../extension/runs/disk/disk.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { RunHead, StoredRun } from '../../extension/runs/disk/storedRun.js';
import { train } from './trainingThread.js';

const files = new Map<string, Uint8Array>();
const disk: Disk = {
  read: (path) => Promise.resolve(files.get(path) ?? null),
  write: (path, bytes) => Promise.resolve(void files.set(path, bytes)),
  remove: (path) => Promise.resolve(void files.delete(path)),
  rename: (from, to) => {
    files.set(to, files.get(from)!);
    files.delete(from);
    return Promise.resolve();
  },
  list: (folder) => {
    const at = folder === '' ? '' : `${folder}/`;
    const names = [...files.keys()].filter((path) => path.startsWith(at));
    return Promise.resolve([...new Set(names.map((path) => path.slice(at.length).split('/')[0] ?? ''))]);
  },
};
const store = new RunStore(disk, (bytes) => createHash('sha256').update(bytes).digest('hex'));
const config: RunConfig = { ...defaultConfig(), epochs: 4 };
const head = (title: string): RunHead => ({
  title,
  config,
  started: Date.UTC(2024, 1, 29),
  kernel: 'typescript',
  classes: '0123456789'.split(''),
  trainCount: 3600,
  validationCount: 400,
  testCount: 1000,
  parameters: 7960,
});

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
    files.set(name, files.get(name)!.slice().fill(0, 100, 101));
    files.get(name)!.reverse();
    await assert.rejects(store.recoverAt(id, 2), /checkpoint-0002\.safetensors is damaged/);
  });

  it('K4 K6: a run made from another names its parent alone, for its weights are its own', async () => {
    const writer = await store.create({ ...head('made'), parent: { id: '20240229-120000' } });
    assert.deepEqual((await store.read(writer.id)).parent, { id: '20240229-120000' });
  });

  it('a branch takes the form’s settings where data, network, batches and seed are the parent’s', () => {
    const slower: RunConfig = { ...config, optimiser: { ...config.optimiser, rate: 0.01 }, epochs: 9 };
    assert.deepEqual(branchConfig(config, slower, 2), slower);
    assert.equal(branchConfig(config, { ...slower, epochs: 2 }, 3).epochs, 5, 'as many epochs again');
    assert.deepEqual(branchConfig(config, { ...slower, seed: 2 }, 2), config);
    assert.deepEqual(branchConfig(config, { ...slower, batch: 10 }, 4), { ...config, epochs: 8 });
  });

  it('a branch is scaled as its parent, whose rule the form may leave out', () => {
    const scaled = (of: RunConfig, scale: RunConfig['data']['scale']): RunConfig => ({
      ...of,
      data: { ...of.data, scale },
    });
    const slower: RunConfig = { ...config, epochs: 9 };
    for (const rule of ['byte', 'standard', 'legacy'] as const)
      assert.deepEqual(branchConfig(scaled(config, rule), slower, 2), scaled(slower, rule));
    assert.deepEqual(branchConfig(scaled(config, 'byte'), scaled(slower, 'none'), 2), scaled(config, 'byte'));
  });
});
