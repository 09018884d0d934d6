import {
  type CancellationToken,
  type Disposable,
  Hover,
  type Position,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { CloseAction, ErrorAction, RevealOutputChannelOn, State } from 'vscode-languageclient';
import {
  FINDINGS,
  type Findings,
  FIX,
  type FixEdits,
  HINTS,
  HOVER,
  type HoverAnswer,
  type LanguageSettings,
  LENSES,
  MARK,
  type MarkAnswer,
  type PairLens,
  SETTINGS,
  type ShapeHint,
} from '../../protocol/language.js';
import { log } from '../log.js';
import { t } from '../t.js';
import { theme } from '../theme.js';
import type { Mark } from './check.js';
import { connect } from './connect.node.js';
import { FindingsView } from './findings.js';
import { Guard } from './guard.js';
import { hoverContents } from './hoverContents.js';
import { Inline } from './inline.js';
import { toRange } from './ranges.js';
import { selector } from './selector.js';
import { settings } from './settings.js';

export interface LanguageService extends Disposable {
  hover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | undefined>;
  mark: Mark;
  stop(): Promise<void>;
}

const STOP_WITHIN = 2000;
/** Deaths within three minutes after which the server stays down. */
const DEATHS = 5;
const MINUTES = 3 * 60_000;

/** Starts the server in its own process and speaks with it; one that dies is started again. */
export async function startLanguage(extension: Uri): Promise<LanguageService> {
  const guard = new Guard();
  const deaths: number[] = [];
  const closed = (): { action: CloseAction; handled: true } => {
    const skipped = guard.died();
    if (skipped) log().warn('language server: one document ended it twice and is skipped');
    deaths.push(Date.now());
    const recent = deaths.filter((time) => Date.now() - time < MINUTES);
    if (recent.length < DEATHS) return { action: CloseAction.Restart, handled: true };
    log().error(`language server: ended ${recent.length} times, stays down`);
    void window.showErrorMessage(
      t('Surprisal: hovers have stopped, as their server ended too often. Reload the window to start it again.'),
    );
    return { action: CloseAction.DoNotRestart, handled: true };
  };
  const client = connect(extension, {
    documentSelector: selector,
    outputChannel: log(),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: settings(),
    errorHandler: { closed, error: () => ({ action: ErrorAction.Continue, handled: true }) },
    middleware: {
      didOpen: async (document, next) => {
        if (guard.skips(document.uri.toString())) return;
        guard.changed(document.uri.toString());
        await next(document);
      },
      didChange: async (change, next) => {
        if (guard.skips(change.document.uri.toString())) return;
        guard.changed(change.document.uri.toString());
        await next(change);
      },
    },
  });

  /** Asks about a document as it is now; undefined when it changed meanwhile, or the server can't say. */
  async function ask<A>(
    document: TextDocument,
    method: string,
    params: object,
    token?: CancellationToken,
  ): Promise<A | undefined> {
    if (client.state === State.Starting) await client.start();
    const { version } = document;
    const uri = document.uri.toString();
    if (client.state !== State.Running || guard.skips(uri)) return undefined;
    const done = guard.ask(uri);
    const identified = { textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) }, version };
    try {
      const answer = await client.sendRequest<A>(method, { ...identified, ...params }, token);
      return token?.isCancellationRequested || document.version !== version ? undefined : answer;
    } catch (error) {
      log().debug(`language server: no answer to ${method}: ${String(error)}`);
      return undefined;
    } finally {
      done();
    }
  }

  const findings = new FindingsView(
    async (document, array, fix) => (await ask<FixEdits>(document, FIX, { array, fix })) ?? [],
  );
  let wanted: LanguageSettings = settings();
  const inline = new Inline({
    hints: async (document, range) => (await ask<ShapeHint[]>(document, HINTS, { range })) ?? [],
    lenses: async (document) => (await ask<PairLens[]>(document, LENSES, {})) ?? [],
    wanted: () => ({ hints: wanted.inlayHints, lenses: wanted.codeLens }),
  });
  const parts: Disposable[] = [
    findings,
    inline,
    client.onNotification(FINDINGS, (found: Findings) => {
      guard.read(client.protocol2CodeConverter.asUri(found.uri).toString());
      findings.show(found);
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('surprisal')) return;
      wanted = settings();
      inline.refresh();
      if (client.state === State.Running) void client.sendNotification(SETTINGS, wanted);
    }),
  ];
  const stop = async (): Promise<void> => {
    parts.forEach((part) => part.dispose());
    parts.length = 0;
    await client.stop(STOP_WITHIN).catch((error: unknown) => log().warn(`language server: ${String(error)}`));
  };
  await client.start();
  return {
    async hover(document, position, token) {
      const at = { position: { line: position.line, character: position.character }, theme: theme() };
      const answer = await ask<HoverAnswer>(document, HOVER, at, token);
      if (!answer) return undefined;
      const { range } = 'data' in answer ? answer.data : answer.problem;
      return new Hover(hoverContents(answer, document.uri), toRange(range));
    },
    mark: (document, { line, character }, mark) =>
      ask<MarkAnswer>(document, MARK, { position: { line, character }, mark }),
    stop,
    dispose: () => void stop(),
  };
}
