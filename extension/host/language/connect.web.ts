import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, State } from 'vscode-languageclient/browser';
import { openWorker } from '../ports/openThread.web.js';
import type * as node from './connect.node.js';

/** Tells that the server is gone, which a worker that is ended does not do by itself. */
class Reader extends BrowserMessageReader {
  close(): void {
    this.fireClose();
  }
}

/** A client of the server in a web worker. */
export const connect: typeof node.connect = (extension, options) => {
  let end = (): void => undefined;
  const start = async (): Promise<{ reader: Reader; writer: BrowserMessageWriter }> => {
    const worker = await openWorker(extension, 'server');
    const port = worker as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
    const reader = new Reader(port);
    end = () => {
      worker.terminate();
      reader.close();
    };
    return { reader, writer: new BrowserMessageWriter(port) };
  };
  const client = new LanguageClient('surprisal', 'Surprisal', start, options);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) end();
  });
  return { client, end: () => end() };
};
