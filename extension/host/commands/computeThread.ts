import { type CancellationToken, CancellationError, type Disposable, Uri } from 'vscode';
import type { Answer, Refusal } from '../../protocol/answers.js';
import type { ComputeApi, Question } from '../../protocol/compute.js';
import { Rpc } from '../../protocol/rpc.js';
import { files } from '../ports/files.js';
import { log } from '../ports/log.js';
import { openThread, type OpenThread } from '../ports/openThread.node.js';

type Nothing = Record<never, never>;
type ComputeRpc = Rpc<Nothing, ComputeApi, Nothing, Nothing>;

/** Computes answers on a thread of its own, which starts with the first question. Cancelling ends the thread at once. */
export class ComputeThread implements Disposable {
  private thread: { opened: OpenThread; rpc: ComputeRpc; ready: Promise<void> } | undefined;

  constructor(private readonly extension: Uri) {}

  async compute(question: Question, token: CancellationToken): Promise<Answer | Refusal> {
    const { rpc, ready } = (this.thread ??= this.start());
    const stop = token.onCancellationRequested(() => this.end(new CancellationError()));
    try {
      await ready;
      return await rpc.call('answer', question);
    } finally {
      stop.dispose();
    }
  }

  dispose(): void {
    this.end(new CancellationError());
  }

  private start(): NonNullable<ComputeThread['thread']> {
    const opened = openThread(this.extension, 'compute', (reason) => {
      rpc.close(new Error(`the computing thread ended: ${reason.message}`));
      if (this.thread?.opened === opened) this.thread = undefined;
    });
    const rpc: ComputeRpc = new Rpc(opened.port, {});
    return { opened, rpc, ready: this.speed(rpc) };
  }

  /** Without the WebAssembly module numbers are read equally well, but slower. */
  private async speed(rpc: ComputeRpc): Promise<void> {
    try {
      await rpc.call('useScanner', await files.read(Uri.joinPath(this.extension, 'dist', 'kernels', 'numbers.wasm')));
    } catch (error) {
      log.warn('numbers are read without WebAssembly', error);
    }
  }

  private end(reason: Error): void {
    const { thread } = this;
    this.thread = undefined;
    thread?.rpc.close(reason);
    thread?.opened.end();
  }
}
