import { type Disposable, type Event, Uri, type ViewColumn, type WebviewPanel, type WebviewView, window } from 'vscode';
import type { Checks, Handlers } from '../../protocol/rpc.js';
import { plain } from '../ports/plain.js';
import { PageChannel, pageHtml, pageOptions } from './page.js';

/** What a page is made of: its bundle, what it may ask for, and how each of its messages is checked. */
interface Content<Serves> {
  page: 'curves' | 'inspector' | 'lab' | 'result' | 'sidebar' | 'tensor';
  handlers: Handlers<Serves>;
  checks: Checks<Serves>;
}

/** A page of ours and the channel to it, in a tab of the editor or in the side bar. */
export class Page<Serves, Sends, Place extends WebviewPanel | WebviewView = WebviewPanel | WebviewView> {
  private readonly channel: PageChannel<Serves, Sends>;
  private readonly visibility: Event<unknown>;
  protected closed = false;

  constructor(
    protected readonly place: Place,
    extension: Uri,
    { page, handlers, checks }: Content<Serves>,
  ) {
    const { webview } = place;
    webview.options = pageOptions(extension);
    this.channel = new PageChannel(webview, handlers, checks);
    this.visibility = 'onDidChangeViewState' in place ? place.onDidChangeViewState : place.onDidChangeVisibility;
    this.whileOpen(this.channel);
    this.onClose(() => (this.closed = true));
    webview.html = pageHtml(webview, extension, page, 'Surprisal');
  }

  get visible(): boolean {
    return !this.closed && this.place.visible;
  }

  /** Sends to a page in sight. A hidden page is gone: when it is shown again it asks for the whole state. */
  send<N extends keyof Sends & string>(name: N, data: Sends[N]): void {
    if (this.visible) this.channel.send(name, data);
  }

  /** The page came into sight or left it, or its tab became the active one. */
  onVisibility(listener: () => unknown): void {
    this.whileOpen(this.visibility(listener));
  }

  onClose(listener: () => unknown): void {
    this.place.onDidDispose(listener);
  }

  /** Disposes of these when the page closes. */
  whileOpen(...listeners: readonly Disposable[]): void {
    this.onClose(() => listeners.forEach((listener) => listener.dispose()));
  }
}

/** A page in a tab of the editor. */
export class Panel<Serves, Sends> extends Page<Serves, Sends, WebviewPanel> implements Disposable {
  /** Fills a tab that was opened, or that came back with the window. */
  constructor(tab: WebviewPanel, extension: Uri, title: string, content: Content<Serves>) {
    super(tab, extension, content);
    this.title = title;
    tab.iconPath = {
      light: Uri.joinPath(extension, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(extension, 'media', 'tab-dark.svg'),
    };
  }

  get active(): boolean {
    return this.place.active;
  }

  /** A tab that is closed has no title any more. */
  set title(title: string) {
    if (!this.closed) this.place.title = plain(title);
  }

  reveal(preserveFocus = false): void {
    this.place.reveal(undefined, preserveFocus);
  }

  dispose(): void {
    this.place.dispose();
  }
}

/** Opens a tab, yet without its page. */
export const openTab = (
  extension: Uri,
  type: string,
  title: string,
  viewColumn: ViewColumn,
  preserveFocus = false,
): WebviewPanel => window.createWebviewPanel(type, plain(title), { viewColumn, preserveFocus }, pageOptions(extension));
