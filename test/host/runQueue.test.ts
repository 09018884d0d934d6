import assert from 'node:assert/strict';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { Run } from '../../extension/runs/model/run.js';
import { bundled, l10n } from './bundled.js';

interface Queue {
  run: Run;
  readonly waiting: Run[];
  start(config: RunConfig): Promise<void>;
  resume(run: Run): Promise<void>;
  restore(run: Run, epoch: number): Promise<void>;
  rename(run: Run, title: string): Promise<void>;
}
const window = { showInformationMessage: async () => undefined };
const host = bundled<{ RunQueue: new (threads: object, library: object) => Queue }>('train/runQueue');

/** A queue whose data comes when the test says so, and whose threads never answer. */
function opened() {
  class EventEmitter {
    event = () => ({ dispose: () => undefined });
    fire = () => undefined;
    dispose = () => undefined;
  }
  const seen = { params: [] as (() => void)[], claims: [] as string[], titles: [] as string[], threads: 0 };
  const threads = {
    params: () => new Promise((resolve) => seen.params.push(() => resolve({ threads: 1 }))),
    open: () => {
      seen.threads++;
      return { rpc: { call: () => new Promise(() => undefined) }, dispose: () => undefined };
    },
  };
  const recovery = { run: {}, checkpoint: null, problems: [] };
  const library = {
    runs: [],
    claim: async () => void seen.claims.push('claimed'),
    release: async () => void seen.claims.push('released'),
    recover: async () => recovery,
    batches: async () => ({ batches: [] }),
    rename: async (_: Run, title: string) => void seen.titles.push(title),
  };
  const { RunQueue } = host({ EventEmitter, l10n, window });
  return { queue: new RunQueue(threads, library), seen };
}

/** One turn of the event loop, by which every promise that can settle has settled. */
const turn = () => new Promise(setImmediate);

describe('a run whose data is still read', () => {
  it('gets one thread and keeps its claim where it is restored', async () => {
    const { queue, seen } = opened();
    const run = new Run('20240229-235959', 'a run', defaultConfig(), 0);
    void queue.resume(run);
    await turn();
    void queue.restore(run, 1);
    await turn();
    assert.equal(seen.params.length, 2);
    for (const give of seen.params) give();
    await turn();
    assert.equal(queue.run.status, 'preparing');
    assert.equal(seen.threads, 1);
    assert.deepEqual(seen.claims, ['claimed', 'claimed']);
  });

  it('is renamed on disk, where it lies there', async () => {
    const { queue, seen } = opened();
    const run = new Run('20240229-235959', 'a run', defaultConfig(), 0);
    run.test.evaluateAgain = () => assert.fail('nothing is shown of it');
    void queue.resume(run);
    await queue.rename(run, 'another');
    assert.deepEqual(seen.titles, ['another']);
  });

  it('T1 one that waits is renamed without the disk, where it has no name yet, and one of the disk there', async () => {
    const { queue, seen } = opened();
    void queue.start(defaultConfig());
    await queue.start(defaultConfig());
    const stored = new Run('20240229-235959', 'a run', defaultConfig(), 0);
    stored.test.evaluateAgain = () => assert.fail('nothing is shown of it');
    await queue.resume(stored);
    const [waiting, other] = queue.waiting;
    assert.equal(other, stored);
    await queue.rename(waiting, 'mine');
    assert.deepEqual([waiting.title, seen.titles], ['mine', []]);
    await queue.rename(stored, 'another');
    assert.deepEqual(seen.titles, ['another']);
  });
});
