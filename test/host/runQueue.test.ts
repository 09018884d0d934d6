import assert from 'node:assert/strict';
import { compileFunction } from 'node:vm';
import { defaultConfig } from '@surprisal/core';
import { buildSync } from 'esbuild';
import { Run } from '../../extension/runs/model/run.js';

const built = buildSync({
  entryPoints: ['extension/host/train/runQueue.ts'],
  bundle: true,
  format: 'cjs',
  external: ['vscode'],
  write: false,
}).outputFiles[0].text;

interface Queue {
  run: Run;
  resume(run: Run): Promise<void>;
  restore(run: Run, epoch: number): Promise<void>;
}

/** A queue whose data comes when the test says so, and whose threads never answer. */
function opened() {
  class EventEmitter {
    event = () => ({ dispose: () => undefined });
    fire = () => undefined;
    dispose = () => undefined;
  }
  const vscode = { EventEmitter, l10n: { t: (message: string) => message } };
  const module = { exports: {} as { RunQueue: new (threads: object, library: object) => Queue } };
  compileFunction(built, ['module', 'exports', 'require'])(module, module.exports, () => vscode);
  const seen = { params: [] as (() => void)[], claims: [] as string[], threads: 0 };
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
  };
  return { queue: new module.exports.RunQueue(threads, library), seen };
}

/** One turn of the event loop, by which every promise that can settle has settled. */
const turn = () => new Promise(setImmediate);

describe('a run that is restored while its data is still read', () => {
  it('gets one thread, and keeps its claim', async () => {
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
});
