import { type CancellationToken, type Disposable, Hover, type Position, type TextDocument, Uri } from 'vscode';
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
  type Range as WireRange,
  PING,
  READING,
  SETTINGS,
  type ShapeHint,
} from '../../protocol/language.js';
import { TINTS_OF, type TokenTints } from '../../protocol/tokens.js';
import { nameOf } from '../ports/files.js';
import type { log } from '../ports/log.js';
import type * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { theme } from '../ports/theme.js';
import type { Mark } from './check.js';
import { connect } from './connect.node.js';
import { FindingsView } from './findings.js';
import { CrashGuard } from './crashGuard.js';
import { hoverContents } from './hoverContents.js';
import { Inline } from './inline.js';
import { toRange } from './ranges.js';
import type { selector } from './selector.js';
import { Tints } from './tints.js';
import type { onSettings, settings } from './settings.js';

export interface LanguageService extends Disposable {
  hover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | undefined>;
  mark: Mark;
  /** Tints the tokens of a document by their surprise, or takes the tint away. */
  tint(document: TextDocument): Promise<TokenTints | null>;
  stop(): Promise<void>;
}

/** What the bundle that loads this one holds already. */
interface Given {
  log: typeof log;
  notify: Pick<typeof notify, 'error' | 'warn'>;
  selector: typeof selector;
  settings: typeof settings;
  onSettings: typeof onSettings;
}

const STOP_WITHIN = 2000;
/** Milliseconds between two looks at a server of which something is expected. */
const TICK = 1000;
/** Deaths within three minutes after which the server stays down. */
const DEATHS = 5;
const MINUTES = 3 * 60_000;

/** Starts the server in its own process and speaks with it; one that dies or hangs is started again. */
export async function startLanguage(
  extension: Uri,
  { log, notify, selector, settings, onSettings }: Given,
): Promise<LanguageService> {
  const deaths: number[] = [];
  const closed = (): { action: CloseAction; handled: true } => {
    const skipped = guard.ended();
    if (skipped !== undefined) leave(Uri.parse(skipped));
    deaths.push(Date.now());
    const recent = deaths.filter((time) => Date.now() - time < MINUTES);
    if (recent.length < DEATHS) return { action: CloseAction.Restart, handled: true };
    log.error(`language server: ended ${recent.length} times, stays down`);
    void notify.error(
      t('Surprisal: hovers have stopped, as their server ended too often. Reload the window to start it again.'),
    );
    return { action: CloseAction.DoNotRestart, handled: true };
  };
  const { client, end } = connect(extension, {
    documentSelector: selector,
    outputChannel: log.of('language server'),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: settings,
    errorHandler: { closed, error: () => ({ action: ErrorAction.Continue, handled: true }) },
    middleware: {
      didOpen: async (document, next) => {
        if (!guard.skips(document.uri.toString())) await next(document);
      },
      didChange: async (change, next) => {
        if (!guard.skips(change.document.uri.toString())) await next(change);
      },
    },
  });
  /** A person is told, as nothing is said of the document from now on. */
  const leave = (uri: Uri): void => {
    log.warn('language server: one document ended it twice, or kept it from answering, and is left alone');
    findings.clear(uri);
    const words = t(
      'Surprisal leaves {0} alone until the window is reloaded: it stopped the language server.',
      nameOf(uri),
    );
    void notify.warn(words);
  };
  const guard = new CrashGuard({
    every(act) {
      const timer = setInterval(act, TICK);
      return () => clearInterval(timer);
    },
    ping: () => client.sendRequest(PING),
    end() {
      log.warn('language server: silent for ten seconds, so it is ended and started again');
      end();
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
    const identified = { textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) }, version };
    try {
      const answer = await guard.expect(client.sendRequest<A>(method, { ...identified, ...params }, token));
      return token?.isCancellationRequested || document.version !== version ? undefined : answer;
    } catch (error) {
      log.debug(`language server: no answer to ${method}`, error);
      return undefined;
    }
  }

  const findings = new FindingsView(
    selector,
    async (document, array, fix) => (await ask<FixEdits>(document, FIX, { array, fix })) ?? [],
  );
  let wanted: LanguageSettings = settings();
  const inline = new Inline(selector, {
    hints: async (document, range) => (await ask<ShapeHint[]>(document, HINTS, { range })) ?? [],
    lenses: async (document) => (await ask<PairLens[]>(document, LENSES, {})) ?? [],
    wanted: () => ({ hints: wanted.inlayHints, lenses: wanted.codeLens }),
  });
  const tints = new Tints((document) =>
    ask<TokenTints | null>(document, TINTS_OF, {}).then((found) => found ?? undefined),
  );
  const parts: Disposable[] = [
    findings,
    tints,
    inline,
    client.onNotification(FINDINGS, (found: Findings) => {
      guard.heard();
      findings.show(found);
    }),
    client.onNotification(READING, (uri: string) => guard.reads(client.protocol2CodeConverter.asUri(uri).toString())),
    { dispose: () => guard.rest() },
    ...onSettings(() => {
      wanted = settings();
      inline.refresh();
      if (client.state === State.Running) void client.sendNotification(SETTINGS, wanted);
    }),
  ];
  const stop = async (): Promise<void> => {
    parts.forEach((part) => part.dispose());
    parts.length = 0;
    await client.stop(STOP_WITHIN).catch((error: unknown) => log.warn('language server', error));
  };
  await client.start();
  return {
    async hover(document, position, token) {
      const at = { position: { line: position.line, character: position.character }, theme: theme() };
      const answer = await ask<HoverAnswer>(document, HOVER, at, token);
      if (!answer) return undefined;
      const [{ range }] = Object.values(answer) as [{ range: WireRange }];
      return new Hover(hoverContents(answer, document), toRange(range));
    },
    mark: (document, { line, character }, mark) =>
      ask<MarkAnswer>(document, MARK, { position: { line, character }, mark }),
    tint: (document) => tints.toggle(document),
    stop,
    dispose: () => void stop(),
  };
}
