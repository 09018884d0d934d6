import { type Connection, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver';
import {
  type ClientEvents,
  type Findings,
  type LanguageApi,
  type LanguageEvents,
  type LanguageSettings,
  type Versioned,
  wireName,
} from '../protocol/language.js';
import { tintsOf } from './contents/tintsOf.js';
import { hoverAt } from './hoverAt.js';
import { diagnose } from './diagnose.js';
import { fixArray } from './fixes.js';
import { pairLenses, shapeHints } from './hints.js';
import { IndexedDocument } from './indexedDocument.js';
import { markArray } from './markArray.js';

/** Waits this many ms after a change before a document is checked for faults. */
const REST = 300;

/** What the process that starts the server passes to it. */
interface Served {
  /** The process that it runs in, if it has one. */
  pid?: number;
  /** Is called with each document before it is read. */
  before?(document: IndexedDocument): void;
}

/**
 * Answers a client. Each answer is a pure function of one document. The client hears the
 * name of each document before it is read.
 */
export function serve(connection: Connection, { pid, before }: Served = {}): void {
  const documents = new TextDocuments(IndexedDocument);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let settings: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };

  const send = <N extends keyof LanguageEvents>(name: N, data: LanguageEvents[N]): void =>
    void connection.sendNotification(wireName(name), data);
  const announce = (document: IndexedDocument): void => {
    send('reading', document.uri);
    before?.(document);
  };
  const sendFindings = (uri: string): void => {
    const document = documents.get(uri);
    if (!document) return;
    announce(document);
    const findings: Findings = { uri, version: document.version, findings: diagnose(document, settings) };
    send('findings', findings);
  };
  const sendFindingsSoon = ({ uri }: IndexedDocument, rest: number): void => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => sendFindings(uri), rest),
    );
  };

  /** Serves a request. It gives `none` if the document is no longer of the version that the request names. */
  const answer = <M extends keyof LanguageApi>(
    method: M,
    none: ReturnType<LanguageApi[M]>,
    answer: (document: IndexedDocument, params: Parameters<LanguageApi[M]>[0]) => ReturnType<LanguageApi[M]>,
  ) =>
    connection.onRequest(wireName(method), (params: Parameters<LanguageApi[M]>[0] & Versioned) => {
      const document = documents.get(params.textDocument.uri);
      if (document?.version !== params.version) return none;
      announce(document);
      return answer(document, params);
    });

  connection.onInitialize(({ initializationOptions }) => {
    settings = { ...settings, ...(initializationOptions as Partial<LanguageSettings> | undefined) };
    return { pid, capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } };
  });
  connection.onRequest(wireName('ping'), () => null);
  connection.onNotification(wireName('settings'), (next: ClientEvents['settings']) => {
    settings = next;
    for (const document of documents.all()) sendFindingsSoon(document, 0);
  });
  answer('hover', null, (document, { position, theme }) => hoverAt(document, position, theme));
  answer('fix', [], (document, { array, fix }) => fixArray(document, array, fix));
  answer('hints', [], (document, { range }) => shapeHints(document, range));
  answer('tints', null, (document) => tintsOf(document));
  answer('lenses', [], (document) => pairLenses(document));
  answer('mark', null, (document, { position, mark }) => {
    const answer = markArray(document, position, mark, settings);
    if (mark !== null) sendFindingsSoon(document, 0);
    return answer;
  });
  documents.onDidChangeContent(({ document }) => sendFindingsSoon(document, timers.has(document.uri) ? REST : 0));
  documents.onDidClose(({ document }) => {
    clearTimeout(timers.get(document.uri));
    timers.delete(document.uri);
  });
  connection.onShutdown(() => timers.forEach((timer) => clearTimeout(timer)));
  documents.listen(connection);
  connection.listen();
}
