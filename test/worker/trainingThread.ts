import { EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunConfig, RunFiles } from '@surprisal/core';
import { Rpc } from '../../extension/protocol/rpc.js';
import type { StartParams, TrainingApi, TrainingEvents } from '../../extension/protocol/training.js';
import { filesOf, kernelBytes, mnist } from '../core/training.js';

type Nothing = Record<never, never>;
type Heard = TrainingEvents & { paused: true };

export const sample = (): RunFiles => mnist('mnist-sample');

/** Parameters of a run at full speed on one thread, changed where `changes` says. */
export function startParams(config: RunConfig, changes: Partial<StartParams> = {}): StartParams {
  return { config, files: filesOf(config), kernels: kernelBytes, threads: 1, pace: 0, begin: 'run', ...changes };
}

/** The real training thread, from the bundle that ships; it collects every event. */
export class TrainingThread {
  /** `paused` holds one entry each time that it comes to stand still. */
  readonly events: { [N in keyof Heard]: Heard[N][] } = {
    progress: [],
    epoch: [],
    paused: [],
    mode: [],
    ended: [],
    heartbeat: [],
  };
  readonly worker = new Worker('./dist/worker.js');
  private readonly emitter = new EventEmitter();
  private readonly rpc: Rpc<Nothing, TrainingApi, Nothing, TrainingEvents>;

  constructor() {
    const { worker } = this;
    const keep =
      <N extends keyof Heard>(name: N) =>
      (data: Heard[N]): void => {
        this.events[name].push(data);
        this.emitter.emit(name);
      };
    this.rpc = new Rpc<Nothing, TrainingApi, Nothing, TrainingEvents>(
      {
        post: (message, transfer) => worker.postMessage(message, transfer ?? []),
        listen: (receive) => worker.on('message', receive),
      },
      {},
    );
    this.rpc.onEach({
      progress: keep('progress'),
      epoch: keep('epoch'),
      mode: (mode) => {
        keep('mode')(mode);
        if (mode === 'paused') keep('paused')(true);
      },
      ended: keep('ended'),
      heartbeat: keep('heartbeat'),
    });
  }

  get call(): Rpc<Nothing, TrainingApi, Nothing, TrainingEvents>['call'] {
    return this.rpc.call.bind(this.rpc);
  }

  /** Gives event number `count` of its kind, and fails if it does not come in time. */
  async wait<N extends keyof Heard>(name: N, count = 1, seconds = 30): Promise<Heard[N]> {
    const signal = AbortSignal.timeout(seconds * 1000);
    while (this.events[name].length < count) {
      try {
        await once(this.emitter, name, { signal });
      } catch {
        throw new Error(`no event "${name}" number ${count} within ${seconds} s; had ${this.events[name].length}`);
      }
    }
    return this.events[name][count - 1];
  }

  close(): Promise<number> {
    return this.worker.terminate();
  }
}

/** Runs a configuration to its end. */
export async function train(config: RunConfig, changes?: Partial<StartParams>, seconds = 120): Promise<TrainingThread> {
  const thread = new TrainingThread();
  await thread.call('start', startParams(config, changes));
  await thread.wait('ended', 1, seconds);
  await thread.close();
  return thread;
}
