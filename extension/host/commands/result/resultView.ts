import { type Disposable, type TextDocument, type Uri, ViewColumn } from 'vscode';
import {
  type ResultApi,
  resultChecks,
  type ResultEvents,
  type ResultState,
  type TextNow,
} from '../../../protocol/result.js';
import type { Handlers } from '../../../protocol/rpc.js';
import { openTab, Panel } from '../../pages/panel.js';
import { type Origin, showPlace } from '../place.js';
import type { State, Words } from './resultWords.js';

/** What a result page shows, and what its controls do. */
export interface Shown extends Omit<Handlers<ResultApi>, 'hydrate' | 'pin' | 'ping'> {
  readonly state: State;
  /** What was read; null where that was a file on disk. */
  readonly document: TextDocument | null;
  /** The present places of the links, and whether the numbers have changed. */
  now(): TextNow;
}

/** The parts that are the same for every result: its text, and the links to it. */
export const shownFrom = (words: Words, state: State): Pick<Shown, 'state' | 'document' | 'now' | 'place'> => ({
  state,
  document: words.origin.document,
  now: () => words.now(),
  place: (place) => words.places[place] && showPlace(words.origin, words.places[place]),
});

/** Selects the numbers of a table's row, by the starts and ends of all rows. */
export async function showRow(origin: Origin, ranges: ArrayLike<number>, row: number): Promise<void> {
  if (row * 2 + 1 < ranges.length) await showPlace(origin, { start: ranges[row * 2], end: ranges[row * 2 + 1] });
}

interface Open {
  panel: Panel<ResultApi, ResultEvents>;
  shown: Shown;
  pinned: boolean;
}

/** Opens results beside the document. One page is used again for each result, unless the person pins it. */
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
    put(free, shown);
    free.panel.reveal(true);
  }

  /** Shows `to` on the page that shows `from`, whether it is pinned or not. */
  replace(from: Shown, to: Shown): void {
    const page = [...this.open].find(({ shown }) => shown === from);
    if (page) put(page, to);
  }

  /** Updates the pages that show a result from this document. */
  textChanged(document: TextDocument): void {
    for (const { shown, panel } of this.open)
      if (shown.document === document && panel.visible) panel.send('now', shown.now());
  }

  dispose(): void {
    for (const { panel } of this.open) panel.dispose();
  }

  private create(shown: Shown): void {
    const { title } = shown.state;
    const tab = openTab(this.extension, Results.type, title, ViewColumn.Beside, true);
    const panel = new Panel<ResultApi, ResultEvents>(tab, this.extension, title, {
      page: 'result',
      handlers: {
        hydrate: () => stateOf(page),
        measure: (id) => page.shown.measure(id),
        base: (base) => page.shown.base(base),
        read: (chosen) => page.shown.read(chosen),
        swap: () => page.shown.swap(null),
        again: () => page.shown.again(null),
        pin: (pinned) => {
          page.pinned = pinned;
          sendState(page);
        },
        place: (place) => page.shown.place(place),
        row: (row) => page.shown.row(row),
        act: (action) => page.shown.act(action),
        ping: () => undefined,
      },
      checks: resultChecks,
    });
    const page: Open = { panel, shown, pinned: false };
    this.open.add(page);
    panel.onVisibility(() => sendState(page));
    panel.onClose(() => this.open.delete(page));
  }
}

function put(page: Open, shown: Shown): void {
  page.shown = shown;
  page.panel.title = shown.state.title;
  sendState(page);
}

const stateOf = ({ shown, pinned }: Open): ResultState => ({ ...shown.state, now: shown.now(), pinned });

const sendState = (page: Open): void => page.panel.send('state', stateOf(page));
