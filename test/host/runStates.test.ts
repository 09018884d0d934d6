import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { Rpc, type Listeners } from '../../extension/protocol/rpc.js';
import type { RunStatus } from '../../extension/protocol/run.js';
import { canPress, isActive, isTraining } from '../../extension/protocol/runState.js';
import type { Control } from '../../extension/protocol/train.js';
import type { BatchProgress, StartParams, TrainingApi, TrainingEvents } from '../../extension/protocol/training.js';
import type { Run } from '../../extension/runs/model/run.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { cases } from '../cases.js';
import { kernelBytes } from '../core/training.js';
import { hash, MemoryDisk } from '../runs/memoryDisk.js';
import { bundled, l10n } from './bundled.js';

type Nothing = Record<never, never>;
type ThreadRpc = Rpc<Nothing, TrainingApi, Nothing, TrainingEvents>;
interface Queue {
  run: Run | undefined;
  live: { thread: { rpc: ThreadRpc } | undefined } | undefined;
  onChange(hear: (run: Run) => void): void;
  onBatches(hear: (told: { run: Run; batches: BatchProgress }) => void): void;
  start(config: RunConfig, begin?: StartParams['begin']): Promise<void>;
  control(control: Control, config: RunConfig): Promise<void>;
  onTrouble(hear: (words: string) => void): void;
  setPace(pace: number): void;
  dispose(): void;
}
interface Host {
  RunQueue: new (threads: object, library: object) => Queue;
  StoredRuns: new (open: () => Promise<object>, threads: object) => object;
}
const host = bundled<Host>('train/runQueue', 'runs/storedRuns');

class EventEmitter<T> {
  private readonly all: ((data: T) => void)[] = [];
  event = (hear: (data: T) => void) => {
    this.all.push(hear);
    return { dispose: () => undefined };
  };
  fire = (data: T): void => this.all.forEach((hear) => hear(data));
  dispose = (): void => undefined;
}

/** A table of 2,000 rows, each a batch: no epoch ends by single steps. */
const table = (() => {
  const rows = Array.from({ length: 2000 }, (_, i) => `${(i * 7) % 11},${(i * 5) % 13},${i % 3 === 0 ? 'a' : 'b'}`);
  return new TextEncoder().encode(['x,y,class', ...rows].join('\n'));
})();
const config: RunConfig = {
  ...defaultConfig(),
  data: {
    ...defaultConfig().data,
    source: 'files',
    files: { images: 'table.csv' },
    scale: 'none',
    testFraction: 0.125,
    validationFraction: 0,
  },
  network: { layers: [] },
  batch: 1,
  epochs: 200,
};
/** So slow that no epoch ends while the test looks. */
const SLOW = 0.01;

/** The host's own queue with real threads, and runs on a disk in memory. */
class Bench {
  readonly queue: Queue;
  /** Batches that came while the head said that nothing was trained. */
  readonly wrong: string[] = [];
  private readonly changes: (() => void)[] = [];
  readonly disk = new MemoryDisk();
  readonly runs = new RunStore(this.disk, hash);
  /** Ends the thread of the run as one that is killed. */
  lose: (reason: Error) => void = () => undefined;

  constructor() {
    const channel = { info: () => undefined, error: () => undefined, debug: () => undefined, warn: () => undefined };
    const window = { createOutputChannel: () => channel, showInformationMessage: async () => undefined };
    const { RunQueue, StoredRuns } = host({ EventEmitter, l10n, window });
    const { disk, runs } = this;
    const store = {
      disk,
      runs,
      locked: { unlessLocked: <T>(work: () => T): T => work() },
      ignore: async () => undefined,
      missingWords: () => undefined,
    };
    const library = Object.assign(new StoredRuns(() => Promise.resolve(store), {}), {
      runs: [] as Run[],
      add(run: Run): void {
        this.runs.unshift(run);
      },
    });
    const files = { images: { name: 'table.csv', bytes: table } };
    const threads = {
      params: async (of: RunConfig) => ({ config: of, files, kernels: kernelBytes, threads: 1 }),
      open: (listeners: Listeners<TrainingEvents>, lost: (reason: Error) => void) => {
        const worker = new Worker('./dist/worker.js');
        this.lose = (reason) => {
          void worker.terminate();
          lost(reason);
        };
        const rpc: ThreadRpc = new Rpc(
          {
            post: (message, transfer) => worker.postMessage(message, transfer ?? []),
            listen: (receive) => worker.on('message', receive),
          },
          {},
        );
        rpc.onEach(listeners);
        return {
          rpc,
          dispose: () => {
            rpc.close(new Error('ended'));
            void worker.terminate();
          },
        };
      },
    };
    this.queue = new RunQueue(threads, library);
    this.queue.setPace(SLOW);
    this.queue.onTrouble((words) => this.wrong.push(words));
    this.queue.onChange(() => this.changes.splice(0).forEach((resolve) => resolve()));
    this.queue.onBatches(({ run: { status } }) => {
      if (!isTraining(status) && status !== 'stopping') this.wrong.push(`a batch while ${status}`);
    });
  }

  get status(): RunStatus {
    return this.queue.run?.status ?? 'stopped';
  }

  press(control: Control): Promise<void> {
    return this.queue.control(control, config);
  }

  /** Resolves when every press has had its effect. */
  async settle(): Promise<void> {
    while (this.status === 'preparing' || this.status === 'stopping')
      await new Promise<void>((resolve) => this.changes.push(resolve));
    // What the thread told before it answers is heard before its answer.
    await this.queue.live?.thread?.rpc.call('pace', SLOW);
    while (this.status === 'steppingBatch') await new Promise<void>((resolve) => this.changes.push(resolve));
  }

  private async ends(): Promise<void> {
    while (isActive(this.status)) await new Promise<void>((resolve) => this.changes.push(resolve));
  }

  /** Brings the run, or another one, into a state. */
  async reach(state: RunStatus): Promise<void> {
    await this.settle();
    if (state === 'preparing') {
      if (isActive(this.status)) await this.press('stop');
      void this.queue.start(config, 'paused');
    } else if (state === 'finished') {
      if (isActive(this.status)) await this.press('stop');
      await this.queue.start({ ...config, epochs: 1 }, 'paused');
      this.queue.setPace(0);
      await this.press('resume');
      await this.ends();
      this.queue.setPace(SLOW);
    } else {
      if (!isActive(this.status)) await this.queue.start(config, 'paused');
      else await this.press('pause');
      await this.settle();
      if (state === 'running' || state === 'stopping') await this.press('resume');
      if (state === 'steppingEpoch') await this.press('stepEpoch');
      if (state === 'stopped') {
        await this.press('stepBatch');
        await this.settle();
        await this.press('stop');
      }
      await this.settle();
      if (state === 'stopping') void this.press('stop');
    }
    assert.equal(this.status, state, this.queue.run?.message);
  }
}

type Settled = 'running' | 'paused' | 'steppingEpoch' | 'finished' | 'stopped' | 'nothing';
const controls: Control[] = ['pause', 'resume', 'stepBatch', 'stepEpoch', 'stop', 'rewind'];
/** Two presses after one another: every pair, or so many that each press stands at both places. */
const pairs = controls.flatMap((first, i) =>
  controls.filter((_, j) => (i + j) % cases(1, 3) === 0).map((second) => [first, second] as const),
);

/** Where a press leads from a state in which nothing is on its way; at once it leads to a state that passes. */
function after(state: Settled, press: Control, resumable: boolean): { at: Settled; passing: boolean } {
  const passing = (at: Settled) => ({ at, passing: true });
  const now = (at: Settled) => ({ at, passing: false });
  if (state === 'finished' || state === 'stopped') {
    if (press === 'stepBatch' || press === 'rewind') return passing('paused');
    if (press === 'stepEpoch') return passing('steppingEpoch');
    return press === 'resume' && resumable ? passing('running') : now(state);
  }
  if (press === 'stop') return passing('stopped');
  if (press === 'rewind') return passing('paused');
  if (press === 'resume') return now('running');
  return now(press === 'stepEpoch' ? 'steppingEpoch' : 'paused');
}

describe('the state of a run', function () {
  this.timeout(240_000);
  let bench: Bench;
  beforeEach(() => void (bench = new Bench()));
  afterEach(() => bench.queue.dispose());

  for (const state of ['running', 'paused', 'steppingEpoch', 'finished', 'stopped'] as const)
    it(`T1 is what the thread does after every pair of presses while ${state}, one upon the other or at once`, async () => {
      for (const [first, second] of pairs)
        for (const atOnce of [false, true]) {
          // What passes is gone through below.
          if (atOnce && after(state, first, true).passing) continue;
          await bench.reach(state);
          const one = after(state, first, bench.queue.run!.resumable);
          const pressed = [bench.press(first)];
          if (!atOnce) {
            await pressed[0];
            await bench.settle();
            assert.equal(bench.status, one.at, `${state}, ${first}`);
          }
          const { resumable } = bench.queue.run!;
          pressed.push(bench.press(second));
          await Promise.all(pressed);
          await bench.settle();
          const words = `${state}, ${first}, ${second}, ${atOnce ? 'at once' : 'one upon the other'}`;
          assert.equal(bench.status, after(one.at, second, resumable).at, words);
        }
      assert.deepEqual(bench.wrong, []);
    });

  for (const state of ['preparing', 'stopping'] as const)
    it(`T1 while ${state}, presses that are not offered do nothing`, async () => {
      for (const [first, second] of pairs) {
        await bench.reach(state);
        const { run } = bench.queue;
        const stops = state === 'stopping' || first === 'stop';
        await Promise.all([bench.press(first), ...(stops && state === 'preparing' ? [] : [bench.press(second)])]);
        await bench.settle();
        const expected = stops || second === 'stop' ? 'stopped' : 'paused';
        assert.equal(bench.status, expected, `${state}, ${first}, ${second}`);
        assert.equal(bench.queue.run, run, 'no other run has begun');
        for (const control of controls)
          assert.equal(
            canPress({ status: state, resumable: true }, control),
            state === 'preparing' && control === 'stop',
          );
      }
      assert.deepEqual(bench.wrong, []);
    });

  it('T1 a stopped run can go on from where it stopped, and one that never trained can’t', async () => {
    await bench.reach('paused');
    await bench.press('stop');
    assert.equal(bench.queue.run!.resumable, false);
    await bench.reach('stopped');
    const { run } = bench.queue;
    assert.deepEqual(bench.wrong, []);
    assert.ok(run!.test.evaluateAgain, 'it is on disk');
    assert.equal(run!.curves.count, 1);
    assert.deepEqual([run!.resumable, run!.message, run!.hint], [true, undefined, 'Resume goes on from there.']);
    const batches = run!.curves.count;
    await bench.press('resume');
    await bench.settle();
    await bench.press('pause');
    await bench.settle();
    assert.equal(bench.queue.run, run);
    assert.ok(run!.curves.count >= batches && bench.status === 'paused');
  });

  it('F2 T1 an end is written once, and is the one that is shown, where Stop is pressed while it is written', async () => {
    await bench.reach('paused');
    await bench.press('stepBatch');
    await bench.settle();
    const { run } = bench.queue;
    const { revision } = await bench.runs.read(run!.id);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const { rename } = bench.disk;
    bench.disk.rename = async (from, to) => {
      await held;
      return rename!(from, to);
    };
    bench.lose(new Error('killed'));
    await bench.press('stop');
    assert.deepEqual([bench.status, run!.message], ['failed', 'The training thread ended in epoch 1: killed.']);
    go();
    // The next run waits for nothing of it; what was ordered of the disk is done in turn.
    await bench.reach('paused');
    const stored = await bench.runs.read(run!.id);
    assert.deepEqual([stored.status, stored.message, stored.revision], ['failed', run!.message, revision + 1]);
  });
});
