import * as v from 'valibot';
import { type Disposable, type TextDocument, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { ResultApi, ResultEvents, ResultState, TextNow } from '../../../protocol/result.js';
import type { Checks, Handlers } from '../../../protocol/rpc.js';
import { PageChannel, pageHtml, pageOptions } from '../../pages/page.js';
import { plain } from '../../ports/plain.js';

/** What a result page shows, and what its controls do. */
export interface Shown extends Omit<Handlers<ResultApi>, 'hydrate' | 'pin' | 'ping'> {
  readonly state: Omit<ResultState, 'pinned' | 'now'>;
  /** What was read; null where that was a file on disk. */
  readonly document: TextDocument | null;
  /** What has become of it. */
  now(): TextNow;
  /** The tab's title. */
  readonly title: string;
}

const nothing = v.parser(v.null());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const index = v.parser(whole);
const checks: Checks<ResultApi> = {
  hydrate: nothing,
  measure: v.parser(v.pipe(v.string(), v.maxLength(100))),
  base: v.parser(v.picklist(['nats', 'bits'])),
  read: v.parser(v.object({ group: whole, option: whole })),
  swap: nothing,
  pin: v.parser(v.boolean()),
  place: index,
  row: index,
  again: nothing,
  act: v.parser(v.picklist(['copy', 'copyJson', 'copyMarkdown', 'copyPyTorch', 'insert', 'inspect'])),
  ping: nothing,
};

interface Open {
  panel: WebviewPanel;
  channel: PageChannel<ResultApi, ResultEvents>;
  shown: Shown;
  pinned: boolean;
}

/** The result beside the document: one page, used again, unless the person keeps it. */
export class Results implements Disposable {
  static readonly type = 'surprisal.result';
  private readonly open = new Set<Open>();

  constructor(private readonly extension: Uri) {}

  show(shown: Shown): void {
    const free = [...this.open].find(({ pinned }) => !pinned);
    if (!free) {
      this.create(shown);
      return;
    }
    free.shown = shown;
    free.panel.title = plain(shown.title);
    free.panel.reveal(undefined, true);
    free.channel.send('state', stateOf(free));
  }

  /** The result that `from` shows becomes `to`, in its own page, whether kept or not. */
  replace(from: Shown, to: Shown): void {
    const page = [...this.open].find(({ shown }) => shown === from);
    if (!page) return;
    page.shown = to;
    page.panel.title = plain(to.title);
    page.channel.send('state', stateOf(page));
  }

  /** Tells the pages that show a result of it. */
  textChanged(document: TextDocument): void {
    for (const { shown, panel, channel } of this.open)
      if (shown.document === document && panel.visible) channel.send('now', shown.now());
  }

  dispose(): void {
    for (const { panel } of this.open) panel.dispose();
  }

  private create(shown: Shown): void {
    const panel = window.createWebviewPanel(
      Results.type,
      plain(shown.title),
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      pageOptions(this.extension),
    );
    panel.iconPath = {
      light: Uri.joinPath(this.extension, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(this.extension, 'media', 'tab-dark.svg'),
    };
    const channel = new PageChannel<ResultApi, ResultEvents>(
      panel.webview,
      {
        hydrate: () => stateOf(page),
        measure: (id) => page.shown.measure(id),
        base: (base) => page.shown.base(base),
        read: (chosen) => page.shown.read(chosen),
        swap: () => page.shown.swap(null),
        again: () => page.shown.again(null),
        pin: (pinned) => {
          page.pinned = pinned;
          channel.send('state', stateOf(page));
        },
        place: (place) => page.shown.place(place),
        row: (row) => page.shown.row(row),
        act: (action) => page.shown.act(action),
        ping: () => undefined,
      },
      checks,
    );
    const page: Open = { panel, channel, shown, pinned: false };
    this.open.add(page);
    const visibility = panel.onDidChangeViewState(() => panel.visible && channel.send('state', stateOf(page)));
    panel.onDidDispose(() => {
      this.open.delete(page);
      visibility.dispose();
      channel.dispose();
    });
    panel.webview.html = pageHtml(panel.webview, this.extension, 'result', 'Surprisal');
  }
}

const stateOf = ({ shown, pinned }: Open): ResultState => ({ ...shown.state, now: shown.now(), pinned });
