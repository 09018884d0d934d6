import { limits } from '@surprisal/core';
import { type Disposable, Uri, type Webview, type WebviewOptions } from 'vscode';
import { type Checks, type Handlers, type Message, Rpc } from '../../protocol/rpc.js';
import { log } from '../ports/log.js';
import { count } from '../ports/numbers.js';
import { onOneBuffer } from './oneBuffer.js';
import { nonce } from '../ports/nonce.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { isWithin, messageSize } from './messageSize.js';

const folder = (extension: Uri): Uri => Uri.joinPath(extension, 'dist', 'webview');

/** A page may run its own scripts and read its own folder, and nothing else. */
export const pageOptions = (extension: Uri): WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [folder(extension)],
});

/** The document of a page: its script and styles under the strictest policy that runs them. */
export function pageHtml(webview: Webview, extension: Uri, page: string, title: string): string {
  const own = nonce();
  const uri = (file: string): string => webview.asWebviewUri(Uri.joinPath(folder(extension), file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${own}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    'img-src data: blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link id="vscode-codicon-stylesheet" rel="stylesheet" href="${uri('codicon.css')}">
<link rel="stylesheet" href="${uri(`${page}.css`)}">
</head>
<body>
<div id="app"></div>
<script type="module" nonce="${own}" src="${uri(`${page}.js`)}"></script>
</body>
</html>`;
}

/**
 * The channel to a page: a flood or a message that is too large is dropped and counted, and a page that is gone swallows
 * what is sent to it. In place of a message that is too large the page, or the person, gets its size.
 */
export class PageChannel<Serves, Sends> implements Disposable {
  private readonly rpc: Rpc<Serves, Record<string, never>, Sends, Record<string, never>>;
  private subscription: Disposable | undefined;
  private second = 0;
  private received = 0;
  private dropped = 0;
  /** Events that were too large and were reported to the person. */
  private readonly reported = new Set<string>();

  constructor(webview: Webview, handlers: Handlers<Serves>, checks: Checks<Serves>) {
    this.rpc = new Rpc(
      {
        post: (message: Message) => {
          const sent = this.bounded(onOneBuffer(message));
          if (sent) void webview.postMessage(sent).then(undefined, () => undefined);
        },
        listen: (receive) => {
          this.subscription = webview.onDidReceiveMessage((message: unknown) => {
            if (this.admits(message)) receive(message);
          });
        },
      },
      handlers,
      checks,
    );
  }

  send<N extends keyof Sends & string>(name: N, data: Sends[N]): void {
    this.rpc.send(name, data);
  }

  dispose(): void {
    this.subscription?.dispose();
    this.rpc.close(new Error('the page is closed'));
    if (this.dropped || this.rpc.rejected)
      log.warn(`page: ${this.dropped} messages dropped, ${this.rpc.rejected} rejected`);
  }

  /** The message itself; of one that is too large, the page that asked for it, else the person, once, gets its size and the limit. */
  private bounded(message: Message): Message | undefined {
    const weight = messageSize(message);
    const most = limits.pageMessageOut;
    if (weight <= most) return message;
    const name = message.kind === 'event' ? message.name : message.kind;
    log.error(`page: "${name}" of ${weight} bytes was not sent; expected at most ${most}`);
    const [size, limit] = [count(weight), count(most)];
    if (message.kind === 'reply') {
      const words = t('The answer has {0} bytes, too many for a page; expected at most {1}.', size, limit);
      return { kind: 'failure', id: message.id, message: words };
    }
    if (!this.reported.has(name))
      void notify.error(t('A page does not show the latest: that has {0} bytes; expected at most {1}.', size, limit));
    this.reported.add(name);
    return undefined;
  }

  private admits(message: unknown): boolean {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.received = 0;
    }
    if (++this.received <= limits.pageMessagesPerSecond && isWithin(message, limits.pageMessageIn)) return true;
    this.dropped++;
    return false;
  }
}
