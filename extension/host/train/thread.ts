import type { Uri } from 'vscode';
import type { AnalysisApi, AnalysisEvents } from '../../protocol/analysis.js';
import type { ArrayApi, ArrayEvents } from '../../protocol/arrayThread.js';
import { type Listeners, Rpc } from '../../protocol/rpc.js';
import type { TrainingApi, TrainingEvents } from '../../protocol/training.js';
import { openThread, type OpenThread } from '../ports/openThread.node.js';

type ThreadApi = TrainingApi & AnalysisApi & ArrayApi;
type ThreadEvents = TrainingEvents & AnalysisEvents & ArrayEvents;
type ThreadRpc = Rpc<Record<string, never>, ThreadApi, Record<string, never>, ThreadEvents>;

/** Five missed heartbeats, two seconds apart, mean that a thread hangs; ticks are counted, so a sleeping machine is not one. */
const TICK = 2000;
const MISSED = 5;

/** A training thread of its own, watched; `lost` is called once, when it ends by itself, hangs or throws. */
export class Thread {
  readonly rpc: ThreadRpc;
  private readonly opened: OpenThread;
  private readonly watch: ReturnType<typeof setInterval>;
  private missed = 0;
  private over = false;

  constructor(extension: Uri, listeners: Listeners<ThreadEvents>, lost: (reason: Error) => void) {
    const end = (reason: Error): void => {
      if (this.over) return;
      this.dispose();
      lost(reason);
    };
    this.opened = openThread(extension, 'worker', end);
    const { post, listen } = this.opened.port;
    this.rpc = new Rpc(
      {
        post,
        listen: (receive) =>
          listen((message) => {
            this.missed = 0;
            receive(message);
          }),
      },
      {},
    );
    this.rpc.onEach(listeners);
    this.watch = setInterval(() => {
      if (++this.missed > MISSED) end(new Error('no sign of life for ten seconds'));
    }, TICK);
  }

  dispose(): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.watch);
    this.rpc.close(new Error('the training thread ended'));
    this.opened.end();
  }
}
