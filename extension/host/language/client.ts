import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  Hover,
  type Position,
  type TextDocument,
  Uri,
} from 'vscode';
import { CloseAction, ErrorAction, RevealOutputChannelOn, State } from 'vscode-languageclient';
import {
  type ClientEvents,
  type LanguageApi,
  type LanguageEvents,
  type LanguageSettings,
  type Versioned,
  wireName,
} from '../../protocol/language.js';
import type { Range as WireRange } from '../../protocol/range.js';
import type { TokenTints } from '../../protocol/tokens.js';
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
import { showInline } from './inline.js';
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

/** What the main bundle passes to this one. */
interface Given {
  log: typeof log;
  notify: Pick<typeof notify, 'error' | 'warn'>;
  selector: typeof selector;
  settings: typeof settings;
  onSettings: typeof onSettings;
}

const STOP_WITHIN = 2000;
/** Milliseconds between two ticks of the guard while an answer is expected. */
const TICK = 1000;
/** After this many crashes within three minutes the server is not started again. */
const DEATHS = 5;
const MINUTES = 3 * 60_000;

/** Starts the server in its own process and talks to it. A server that crashes or hangs is started again. */
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
  /** Tells the person that the document gets no hovers and marks from now on. */
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
    ping: () => client.sendRequest(wireName('ping')),
    end() {
      log.warn('language server: silent for ten seconds, so it is ended and started again');
      end();
    },
  });

  /** Asks about a document as it is now; undefined when it changed meanwhile, or the server can't say. */
  async function ask<M extends keyof LanguageApi>(
    document: TextDocument,
    method: M,
    params: Omit<Parameters<LanguageApi[M]>[0], keyof Versioned>,
    token?: CancellationToken,
  ): Promise<ReturnType<LanguageApi[M]> | undefined> {
    if (client.state === State.Starting) await client.start();
    const { version } = document;
    const uri = document.uri.toString();
    if (client.state !== State.Running || guard.skips(uri)) return undefined;
    const identified = { textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) }, version };
    try {
      const request = client.sendRequest<ReturnType<LanguageApi[M]>>(
        wireName(method),
        { ...identified, ...params },
        token,
      );
      const answer = await guard.expect(request);
      return token?.isCancellationRequested || document.version !== version ? undefined : answer;
    } catch (error) {
      log.debug(`language server: no answer to ${method}`, error);
      return undefined;
    }
  }

  const findings = new FindingsView(
    selector,
    async (document, array, fix) => (await ask(document, 'fix', { array, fix })) ?? [],
  );
  let wanted: LanguageSettings = settings();
  const changed = new EventEmitter<void>();
  const inline = showInline(selector, changed.event, {
    hints: async (document, range) => (await ask(document, 'hints', { range })) ?? [],
    lenses: async (document) => (await ask(document, 'lenses', {})) ?? [],
    wanted: () => ({ hints: wanted.inlayHints, lenses: wanted.codeLens }),
  });
  const tints = new Tints(async (document) => (await ask(document, 'tints', {})) ?? undefined);
  const parts: Disposable[] = [
    findings,
    tints,
    changed,
    ...inline,
    client.onNotification(wireName('findings'), (found: LanguageEvents['findings']) => {
      guard.answered();
      findings.show(found);
    }),
    client.onNotification(wireName('reading'), (uri: LanguageEvents['reading']) =>
      guard.reads(client.protocol2CodeConverter.asUri(uri).toString()),
    ),
    { dispose: () => guard.rest() },
    ...onSettings(() => {
      wanted = settings();
      changed.fire();
      if (client.state === State.Running)
        void client.sendNotification(wireName('settings'), wanted satisfies ClientEvents['settings']);
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
      const answer = await ask(document, 'hover', at, token);
      if (!answer) return undefined;
      const [{ range }] = Object.values(answer) as [{ range: WireRange }];
      return new Hover(hoverContents(answer, document), toRange(range));
    },
    mark: (document, { line, character }, mark) => ask(document, 'mark', { position: { line, character }, mark }),
    tint: (document) => tints.toggle(document),
    stop,
    dispose: () => void stop(),
  };
}
