import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, State } from 'vscode-languageclient/browser';
import { openWorker } from '../platform.web.js';
import type * as node from './connect.node.js';

/** A client of the server in a web worker. */
export const connect: typeof node.connect = (extension, options) => {
  let end = (): void => undefined;
  const start = async (): Promise<{ reader: BrowserMessageReader; writer: BrowserMessageWriter }> => {
    const worker = await openWorker(extension, 'server');
    end = () => worker.terminate();
    const port = worker as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
    return { reader: new BrowserMessageReader(port), writer: new BrowserMessageWriter(port) };
  };
  const client = new LanguageClient('surprisal', 'Surprisal', start, options);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) end();
  });
  return client;
};
