import { Worker } from 'node:worker_threads';
import { type CancellationToken, CancellationError, type Disposable, Uri } from 'vscode';
import type { Answer, ComputeApi, Question, Refusal } from '../../protocol/compute.js';
import { type Message, Rpc } from '../../protocol/rpc.js';

type Nothing = Record<never, never>;

/** Computes answers on a thread of its own, made at the first question; a cancel ends it at once. */
export class Computer implements Disposable {
  private thread: { worker: Worker; rpc: Rpc<Nothing, ComputeApi, Nothing, Nothing> } | undefined;

  constructor(private readonly extension: Uri) {}

  async compute(question: Question, token: CancellationToken): Promise<Answer | Refusal> {
    const { rpc } = (this.thread ??= this.start());
    const stop = token.onCancellationRequested(() => this.end(new CancellationError()));
    try {
      return await rpc.call('answer', question);
    } finally {
      stop.dispose();
    }
  }

  dispose(): void {
    this.end(new CancellationError());
  }

  private start(): NonNullable<Computer['thread']> {
    const worker = new Worker(Uri.joinPath(this.extension, 'dist', 'compute.js').fsPath, { name: 'surprisal-compute' });
    const rpc = new Rpc<Nothing, ComputeApi, Nothing, Nothing>(
      {
        post: (message: Message) => worker.postMessage(message),
        listen: (receive) => worker.on('message', receive),
      },
      {},
      {},
    );
    const lost = (reason: string): void => {
      rpc.close(new Error(reason));
      if (this.thread?.worker === worker) this.thread = undefined;
    };
    worker.on('error', (error) => lost(error.message));
    worker.on('exit', (code) => lost(`the computing thread ended with code ${code}`));
    return { worker, rpc };
  }

  private end(reason: Error): void {
    const { thread } = this;
    this.thread = undefined;
    thread?.rpc.close(reason);
    void thread?.worker.terminate();
  }
}
