import { Uri } from 'vscode';
import { portOf, type Channel } from '../../protocol/channel.js';
import type { Message } from '../../protocol/rpc.js';
import { files } from './files.js';
import type * as node from './openThread.node.js';

interface BrowserWorker extends Channel {
  addEventListener(type: 'message', listen: (event: { data: unknown }) => void): void;
  addEventListener(type: 'error', listen: (event: { message?: string }) => void): void;
  terminate(): void;
}
/** What a browser has and the libraries of Node's types do not name. */
declare const Worker: new (url: string, options: { name: string }) => BrowserWorker;

/** A script of ours by an address of its own: a browser takes neither a module nor a worker from another place. */
export async function scriptAddress(extension: Uri, bundle: string): Promise<string> {
  const bytes = await files.read(Uri.joinPath(extension, 'dist', 'web', `${bundle}.js`));
  return URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));
}

const addresses: Record<string, string> = {};

/** A worker that runs a bundle of ours. Its address stays for the next one. */
export async function openWorker(extension: Uri, bundle: string): Promise<BrowserWorker> {
  const address = (addresses[bundle] ??= await scriptAddress(extension, bundle));
  return new Worker(address, { name: `surprisal-${bundle}` });
}

/** Memory is shared between threads only where a page is isolated, so one trains. */
export const trainingThreads: typeof node.trainingThreads = () => 1;

export const threadsReadFiles: typeof node.threadsReadFiles = false;

/** Starts a bundle in a web worker; what is posted before its script is read waits. */
export const openThread: typeof node.openThread = (extension, bundle, lost) => {
  let worker: BrowserWorker | undefined;
  let ended = false;
  let receive: (message: unknown) => void = () => undefined;
  const waiting: [Message, (readonly ArrayBuffer[])?][] = [];
  void openWorker(extension, bundle).then(
    (opened) => {
      if (ended) {
        opened.terminate();
        return;
      }
      worker = opened;
      worker.addEventListener('error', ({ message }) => lost(new Error(message ?? 'its script could not be run')));
      const port = portOf(worker);
      port.listen((message) => receive(message));
      for (const each of waiting) port.post(...each);
    },
    (error: unknown) => lost(error instanceof Error ? error : new Error(String(error))),
  );
  return {
    port: {
      post: (message, transfer) => {
        if (worker) portOf(worker).post(message, transfer);
        else waiting.push([message, transfer]);
      },
      listen: (listener) => {
        receive = listener;
      },
    },
    end: () => {
      ended = true;
      worker?.terminate();
    },
  };
};
