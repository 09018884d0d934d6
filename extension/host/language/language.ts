import { type Disposable, type ExtensionContext, languages, type TextDocument, workspace } from 'vscode';
import { log } from '../ports/log.js';
import { loadClient } from '../ports/lateBundles.node.js';
import { registerCommand } from '../ports/commands.js';
import * as notify from '../ports/notify.js';
import { checkArray, forget, type Mark, tellContext } from './check.js';
import type { LanguageService } from './client.js';
import { selector, serves } from './selector.js';
import { hoversIn, onSettings, settings } from './settings.js';
import { tintTokens } from './tintTokens.js';

/** A document that names a distribution starts the server before a person hovers. */
const NAMED =
  /\b(?:target|y_?true|labels?|y_?pred|predictions?|logits?|probs?|probabilit(?:y|ies)|distribution|pmf)\b["']?\s*[:=]\s*[[a-zA-Z.]*[[(]/i;
const SCANNED = 5 * 1024 * 1024;

let service: Promise<LanguageService | undefined> | undefined;

/** Ends the server; done when its process is gone. */
export async function stopLanguage(): Promise<void> {
  const running = await service;
  service = undefined;
  await running?.stop();
}

/** Hovers and all that the language server gives; the client and the server load when first wanted. */
export function registerLanguage({ extensionUri }: ExtensionContext): Disposable[] {
  const start = (): Promise<LanguageService | undefined> =>
    (service ??= loadClient(extensionUri)
      .then(({ startLanguage }) => startLanguage(extensionUri, { log, notify, selector, settings, onSettings }))
      .catch((error: unknown) => {
        log.error('language server', error);
        return undefined;
      }));
  const scan = (document: TextDocument): void => {
    if (service || !serves(document)) return;
    const { inlayHints, codeLens, distributionKeys } = settings();
    const text = document.getText();
    if (text.length <= SCANNED && (inlayHints || codeLens || distributionKeys.length > 0 || NAMED.test(text)))
      void start();
  };
  const mark: Mark = async (...array) => (await start())?.mark(...array);
  workspace.textDocuments.forEach(scan);
  tellContext();
  return [
    registerCommand('surprisal.checkArray', (argument: unknown) => checkArray(mark, argument, true)),
    registerCommand('surprisal.uncheckArray', (argument: unknown) => checkArray(mark, argument, false)),
    registerCommand('surprisal.tintTokens', (argument: unknown) =>
      tintTokens(async (document) => (await start())?.tint(document), argument),
    ),
    workspace.onDidCloseTextDocument(forget),
    languages.registerHoverProvider(selector, {
      provideHover: async (document, position, token) =>
        hoversIn(document) ? (await start())?.hover(document, position, token) : undefined,
    }),
    workspace.onDidOpenTextDocument(scan),
    ...onSettings(() => {
      workspace.textDocuments.forEach(scan);
      tellContext();
    }),
    { dispose: () => void stopLanguage() },
  ];
}
