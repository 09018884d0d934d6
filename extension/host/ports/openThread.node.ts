import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Uri } from 'vscode';
import type { Port } from '../../protocol/rpc.js';

/** Threads that a training may take, one left to the editor. */
export const trainingThreads = (): number => Math.max(1, availableParallelism() - 1);

/** Whether a thread reads files of this machine by their paths. */
export const threadsReadFiles: boolean = true;

/** A thread that runs a bundle of ours. */
export interface OpenThread {
  port: Port;
  end(): void;
}

/**
 * Starts a bundle in a thread of its own; `lost` is called with why it ended, also after `end`. What it threw is held
 * back until its exit, which comes after every message that it had posted; a thrown error overtakes them.
 */
export function openThread(extension: Uri, bundle: string, lost: (reason: Error) => void): OpenThread {
  const worker = new Worker(Uri.joinPath(extension, 'dist', `${bundle}.js`).fsPath, { name: `surprisal-${bundle}` });
  let thrown: Error | undefined;
  worker.on('error', (error) => (thrown = error));
  worker.on('exit', (code) => lost(thrown ?? Object.assign(new Error(`exit code ${code}`), { code })));
  return {
    port: {
      post: (message, transfer) => worker.postMessage(message, transfer),
      listen: (receive) => worker.on('message', receive),
    },
    end: () => void worker.terminate(),
  };
}
