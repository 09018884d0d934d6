import { type Connection, type HandlerResult, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver';
import {
  type DocumentParams,
  FINDINGS,
  type Findings,
  FIX,
  type FixEdits,
  type FixParams,
  HINTS,
  HOVER,
  type HoverAnswer,
  type HoverParams,
  type LanguageSettings,
  LENSES,
  MARK,
  type MarkAnswer,
  type MarkParams,
  type PairLens,
  PING,
  READING,
  SETTINGS,
  type ShapeHint,
} from '../protocol/language.js';
import { TINTS_OF, type TokenTints } from '../protocol/tokens.js';
import { tintsOf } from './contents/tintsOf.js';
import { describeAt } from './describeAt.js';
import { diagnose } from './diagnose.js';
import { fixArray } from './fixes.js';
import { pairLenses, shapeHints } from './hints.js';
import { IndexedDocument } from './indexedDocument.js';
import { markArray } from './markArray.js';

/** Milliseconds of rest after a change before faults are looked for. */
const REST = 300;

interface Versioned {
  textDocument: { uri: string };
  version: number;
}

/** What a server is to its owner. */
interface Served {
  /** The process that it runs in, if it has one. */
  pid?: number;
  /** Hears of each document before it is read. */
  before?(document: IndexedDocument): void;
}

/**
 * Answers a client: documents are kept as text, and each answer is a pure function of one of them. The client hears of
 * each document before it is read.
 */
export function serve(connection: Connection, { pid, before }: Served = {}): void {
  const documents = new TextDocuments(IndexedDocument);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let settings: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };

  const reading = (document: IndexedDocument): void => {
    void connection.sendNotification(READING, document.uri);
    before?.(document);
  };
  const find = (uri: string): void => {
    const document = documents.get(uri);
    if (!document) return;
    reading(document);
    const findings: Findings = { uri, version: document.version, findings: diagnose(document, settings) };
    void connection.sendNotification(FINDINGS, findings);
  };
  const findSoon = ({ uri }: IndexedDocument, rest: number): void => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => find(uri), rest),
    );
  };

  /** Answers about the version that was asked about; `none` about any other. */
  const answering = <P extends Versioned, A>(
    method: string,
    none: A,
    answer: (document: IndexedDocument, params: P) => A,
  ) =>
    connection.onRequest(method, (params: P): HandlerResult<A, void> => {
      const document = documents.get(params.textDocument.uri);
      if (document?.version !== params.version) return none as HandlerResult<A, void>;
      reading(document);
      return answer(document, params) as HandlerResult<A, void>;
    });

  connection.onInitialize(({ initializationOptions }) => {
    settings = { ...settings, ...(initializationOptions as Partial<LanguageSettings> | undefined) };
    return { pid, capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } };
  });
  connection.onRequest(PING, () => null);
  connection.onNotification(SETTINGS, (next: LanguageSettings) => {
    settings = next;
    for (const document of documents.all()) findSoon(document, 0);
  });
  answering<HoverParams, HoverAnswer>(HOVER, null, (document, { position, theme }) =>
    describeAt(document, position, theme),
  );
  answering<FixParams, FixEdits>(FIX, [], (document, { array, fix }) => fixArray(document, array, fix));
  answering<DocumentParams, ShapeHint[]>(HINTS, [], (document, { range }) => shapeHints(document, range));
  answering<DocumentParams, TokenTints | null>(TINTS_OF, null, (document) => tintsOf(document));
  answering<DocumentParams, PairLens[]>(LENSES, [], (document) => pairLenses(document));
  answering<MarkParams, MarkAnswer>(MARK, null, (document, { position, mark }) => {
    const answer = markArray(document, position, mark, settings);
    if (mark !== null) findSoon(document, 0);
    return answer;
  });
  documents.onDidChangeContent(({ document }) => findSoon(document, timers.has(document.uri) ? REST : 0));
  documents.onDidClose(({ document }) => {
    clearTimeout(timers.get(document.uri));
    timers.delete(document.uri);
  });
  connection.onShutdown(() => timers.forEach((timer) => clearTimeout(timer)));
  documents.listen(connection);
  connection.listen();
}
