import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { defaultConfig, type EpochRecord } from '@surprisal/core';
import { Recorder } from '../../extension/runs/disk/recorder.js';
import type { Batches } from '../../extension/runs/disk/batches.js';
import type { Disk } from '../../extension/runs/disk/disk.js';
import type { Owner } from '../../extension/runs/disk/owner.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { RunHead } from '../../extension/runs/disk/storedRun.js';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A disk in memory that can be full. */
class Memory implements Disk {
  readonly files = new Map<string, Uint8Array>();
  full: (path: string) => boolean = () => false;

  read = (path: string): Promise<Uint8Array | null> => Promise.resolve(this.files.get(path) ?? null);
  remove = (path: string): Promise<void> => Promise.resolve(void this.files.delete(path));
  list = (folder: string): Promise<string[]> => {
    const at = folder === '' ? '' : `${folder}/`;
    const names = [...this.files.keys()].filter((path) => path.startsWith(at));
    return Promise.resolve([...new Set(names.map((path) => path.slice(at.length).split('/')[0] ?? ''))]);
  };
  async write(path: string, bytes: Uint8Array): Promise<void> {
    await Promise.resolve();
    if (this.full(path)) throw new Error(`${path} could not be written: no space left on device`);
    this.files.set(path, bytes);
  }
}

const head: RunHead = {
  title: 'a run',
  config: defaultConfig(),
  started: Date.UTC(2024, 1, 29, 23, 59, 59),
  kernel: 'typescript',
  classes: ['0', '1'],
  trainCount: 4,
  validationCount: 0,
  testCount: 2,
  parameters: 10,
};
const done = (epoch: number): { record: EpochRecord; batches: Batches; checkpoint: Uint8Array } => ({
  batches: { firstStep: epoch, loss: Float32Array.of(1 / epoch), accuracy: Float32Array.of(0.5) },
  record: {
    epoch,
    step: epoch,
    trainLoss: 1 / epoch,
    trainAccuracy: 0.5,
    validationLoss: null,
    validationAccuracy: null,
    testLoss: 1,
    testAccuracy: 0.5,
    confusion: Uint32Array.of(1, 0, 1, 0),
    seconds: epoch,
  },
  checkpoint: Uint8Array.of(epoch, 2, 3),
});

function recorderOn(disk: Disk, owner?: Owner): { recorder: Recorder; store: RunStore; faults: string[] } {
  const store = new RunStore(disk, hash, undefined, owner);
  const faults: string[] = [];
  return {
    recorder: new Recorder(
      () => store.create(head),
      (error) => faults.push(String(error)),
    ),
    store,
    faults,
  };
}
const ends = (recorder: Recorder, step = 1): Promise<void> =>
  new Promise((resolve) => recorder.end({ status: 'finished', step }, Uint8Array.of(9), resolve));

describe('a run on disk as it goes', () => {
  it('is there before an epoch is told of, each with its checkpoint (F6)', async () => {
    const disk = new Memory();
    const { recorder, store } = recorderOn(disk);
    const there: number[] = [];
    const told: number[] = [];
    for (let epoch = 1; epoch <= 5; epoch++)
      recorder.epoch(done(epoch), () => {
        const logs = [...disk.files].filter(([path]) => /\/epochs-\d+\.jsonl$/.test(path));
        there.push(
          logs.map(([, bytes]) => new TextDecoder().decode(bytes).split('\n').length - 1).reduce((a, b) => a + b),
        );
        told.push(epoch);
      });
    await ends(recorder);
    assert.deepEqual(told, [1, 2, 3, 4, 5]);
    assert(there.every((length, i) => length >= i + 1));
    const { run, checkpoint } = await store.recover('20240229-235959');
    assert.equal(run.epochs.length, 5);
    assert.deepEqual(checkpoint?.bytes, Uint8Array.of(9));
    for (const [i, each] of run.epochs.entries())
      assert.deepEqual((await store.load(run.id, each.checkpoint!)).bytes, Uint8Array.of(i + 1, 2, 3));
  });

  it('a full disk ends no training: told with the path, the old checkpoint stays, and what was missed follows (F11)', async () => {
    const disk = new Memory();
    const { recorder, store, faults } = recorderOn(disk);
    const epoch = (n: number): Promise<void> => new Promise((resolve) => recorder.epoch(done(n), resolve));
    await epoch(1);
    disk.full = () => true;
    await epoch(2);
    await epoch(3);
    assert.equal(faults.length, 2);
    assert.match(faults[0] ?? '', /20240229-235959\/confusion-0002\.npy could not be written: no space/);
    assert.deepEqual((await store.recover('20240229-235959')).checkpoint?.bytes, Uint8Array.of(1, 2, 3));
    disk.full = () => false;
    await epoch(4);
    const { epochs } = await store.read('20240229-235959');
    assert.deepEqual(
      epochs.map((each) => [each.epoch, each.checkpoint !== null]),
      [
        [1, true],
        [2, false],
        [3, false],
        [4, true],
      ],
    );
  });

  it('that can’t begin is tried again, and nothing is written of one that never trained (F11)', async () => {
    const disk = new Memory();
    disk.full = () => true;
    const { recorder, store, faults } = recorderOn(disk);
    recorder.begin();
    await new Promise<void>((resolve) => recorder.epoch(done(1), resolve));
    assert.equal(faults.length, 2);
    disk.full = () => false;
    await ends(recorder);
    assert.equal((await store.read('20240229-235959')).epochs[0]?.epoch, 1);
    const other = new Memory();
    await ends(recorderOn(other).recorder, 0);
    assert.equal(other.files.size, 0);
  });

  it('is found where a kill fell into the writing of its head, which is said (F6)', async () => {
    const disk = new Memory();
    const { recorder, store } = recorderOn(disk);
    await new Promise<void>((resolve) => recorder.epoch(done(1), resolve));
    await ends(recorder);
    const record = '20240229-235959/run-2.json';
    const whole = disk.files.get(record)!;
    for (let length = 0; length < whole.length - 3; length += 97) {
      disk.files.set(record, whole.subarray(0, length));
      const { run, checkpoint } = await store.recover('20240229-235959');
      assert.deepEqual([run.epochs.length, run.status, checkpoint?.bytes], [1, 'running', Uint8Array.of(1, 2, 3)]);
      assert.match(run.notes.join(), /run-2\.json is damaged: /);
    }
  });

  it('keeps a new title and its end, whichever is written last', async () => {
    const owner = { host: '', machine: 'start', space: '', pid: 11, signal: () => undefined };
    const { recorder, store, faults } = recorderOn(new Memory(), owner);
    recorder.begin();
    await recorder.retitle('before the end');
    assert.equal((await store.read('20240229-235959')).title, 'before the end');
    const ended = ends(recorder, 7);
    await recorder.retitle('after the end');
    await ended;
    const { title, status, step } = await store.read('20240229-235959');
    assert.deepEqual([title, status, step], ['after the end', 'finished', 7]);
    assert.equal(await store.claims.holder('20240229-235959'), undefined, 'others may write it');
    assert.deepEqual(faults, []);
  });
});
