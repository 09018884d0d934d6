import { Uri } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** A client of the server in a process of its own. */
export function connect(extension: Uri, options: LanguageClientOptions): BaseLanguageClient {
  const module = Uri.joinPath(extension, 'dist', 'server.js').fsPath;
  return new LanguageClient('surprisal', 'Surprisal', { module, transport: TransportKind.ipc }, options);
}
