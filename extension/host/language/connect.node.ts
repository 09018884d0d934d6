import { Uri } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** A client of the server in a process of its own, and what ends that at once, whatever it is doing. */
export function connect(
  extension: Uri,
  options: LanguageClientOptions,
): { client: BaseLanguageClient; end: () => void } {
  const module = Uri.joinPath(extension, 'dist', 'server.js').fsPath;
  const client = new LanguageClient('surprisal', 'Surprisal', { module, transport: TransportKind.ipc }, options);
  const end = (): void => {
    const pid: unknown = client.initializeResult?.['pid'];
    try {
      if (typeof pid === 'number') process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  return { client, end };
}
