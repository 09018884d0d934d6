import { Worker } from 'node:worker_threads';
import { type Uri } from 'vscode';
import type { Message } from '../../protocol/rpc.js';
import { type Handlers, type Listeners, Rpc } from '../../protocol/rpc.js';
import type { TrainingApi, TrainingEvents } from '../../protocol/training.js';

export type ThreadRpc = Rpc<Record<string, never>, TrainingApi, Record<string, never>, TrainingEvents>;

/** Five missed heartbeats, two seconds apart, mean that a thread hangs; ticks are counted, so a sleeping machine is not one. */
const TICK = 2000;
const MISSED = 5;

/** A training thread of its own, watched; `lost` is told once, when it ends by itself, hangs or throws. */
export class Thread {
  readonly rpc: ThreadRpc;
  private readonly worker: Worker;
  private readonly watch: NodeJS.Timeout;
  private missed = 0;
  private over = false;

  constructor(script: Uri, listeners: Listeners<TrainingEvents>, lost: (reason: string) => void) {
    this.worker = new Worker(script.fsPath, { name: 'surprisal-training' });
    const end = (reason: string): void => {
      if (this.over) return;
      this.dispose();
      lost(reason);
    };
    this.rpc = new Rpc(
      {
        post: (message: Message, transfer) => this.worker.postMessage(message, transfer),
        listen: (receive) =>
          this.worker.on('message', (message: unknown) => {
            this.missed = 0;
            receive(message);
          }),
      },
      {} satisfies Handlers<Record<string, never>>,
      { heartbeat: () => undefined, ...listeners },
    );
    this.worker.on('error', (error) => end(error.message));
    this.worker.on('exit', (code) => end(`exit code ${code}`));
    this.watch = setInterval(() => {
      if (++this.missed > MISSED) end('no sign of life for ten seconds');
    }, TICK);
  }

  dispose(): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.watch);
    this.rpc.close(new Error('the training thread ended'));
    void this.worker.terminate();
  }
}
