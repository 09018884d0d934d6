import {
  type DecorationOptions,
  type Disposable,
  Range,
  StatusBarAlignment,
  type TextDocument,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { MOST_TINTS, TINTS, type TokenTints } from '../../protocol/tokens.js';
import { count } from '../ports/numbers.js';
import { decoration, StatusItem } from '../ports/items.js';
import { t } from '../ports/t.js';

/** Colours by level, from the most to the least likely; the two least likely levels are also underlined. */
const UNDERLINES = [undefined, undefined, 'dotted', 'solid'] as const;

interface Tinted {
  tints: TokenTints | undefined;
  /** An answer is awaited, and whether the text has changed since it was asked for. */
  asking: boolean;
  changed: boolean;
}

/** Colours of tokens by their surprise, in the documents for which a person asked; a legend stands in the status bar. */
export class Tints implements Disposable {
  private readonly documents = new Map<string, Tinted>();
  private readonly types = TINTS.map((_, i) =>
    decoration(`surprisal.surprise${i + 1}Background`, 'surprisal.surpriseUnderline', UNDERLINES[i]),
  );
  private readonly legend = new StatusItem(
    'surprisal.tints',
    StatusBarAlignment.Right,
    90,
    t('Surprise of tokens'),
    'surprisal.tintTokens',
  );
  private readonly listeners: Disposable[] = [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) void this.refresh(document);
    }),
    workspace.onDidCloseTextDocument((document) => this.documents.delete(document.uri.toString())),
    window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.show(editor))),
    window.onDidChangeActiveTextEditor(() => this.tell()),
  ];

  constructor(private readonly ask: (document: TextDocument) => Promise<TokenTints | undefined>) {}

  /** Tints a document, or takes its tint away; gives what is tinted now, null where nothing is any more. */
  async toggle(document: TextDocument): Promise<TokenTints | null> {
    const uri = document.uri.toString();
    if (!this.documents.delete(uri)) {
      this.documents.set(uri, { tints: undefined, asking: false, changed: false });
      await this.refresh(document);
      if (!this.documents.get(uri)?.tints?.total) this.documents.delete(uri);
    }
    this.showAll(document);
    return this.documents.get(uri)?.tints ?? null;
  }

  dispose(): void {
    for (const part of [...this.listeners, ...this.types, this.legend]) part.dispose();
  }

  /** Asks again until the answer is about the present text. */
  private async refresh(document: TextDocument): Promise<void> {
    const tinted = this.documents.get(document.uri.toString());
    if (!tinted) return;
    tinted.changed = true;
    if (tinted.asking) return;
    tinted.asking = true;
    while (tinted.changed) {
      tinted.changed = false;
      tinted.tints = (await this.ask(document)) ?? tinted.tints;
    }
    tinted.asking = false;
    this.showAll(document);
  }

  private showAll(document: TextDocument): void {
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.show(editor);
    this.tell();
  }

  private show(editor: TextEditor): void {
    const { document } = editor;
    const places = this.documents.get(document.uri.toString())?.tints?.places ?? [];
    const levels: DecorationOptions[][] = this.types.map(() => []);
    for (let i = 0; i < places.length; i += 3) {
      const range = new Range(document.positionAt(places[i]), document.positionAt(places[i + 1]));
      levels[places[i + 2] - 1]?.push({ range });
    }
    this.types.forEach((type, i) => editor.setDecorations(type, levels[i]));
  }

  private tell(): void {
    const document = window.activeTextEditor?.document;
    const tints = document && this.documents.get(document.uri.toString())?.tints;
    if (!tints) {
      this.legend.hide();
      return;
    }
    const { tinted, total } = tints;
    const text =
      tinted > MOST_TINTS
        ? t('Tint: the first {0} of {1} surprising tokens', count(MOST_TINTS), count(tinted))
        : t('Tint: {0} of {1} tokens below p 1/2', count(tinted), count(total));
    this.legend.show({
      icon: 'symbol-color',
      text,
      tooltip: legendLines(),
      spoken: t('{0}. Press to take it away.', text),
    });
  }
}

const legendLines = (): string[] => [
  t('The probability that the model gave each token:'),
  t('no tint: 1/2 or more (at most 1 bit of surprise)'),
  ...TINTS.map((threshold, i) => {
    const below = t('tint {0}: below 1/{1} (over {2} bits)', i + 1, count(1 / threshold), -Math.log2(threshold));
    return UNDERLINES[i] === undefined
      ? below
      : t('{0}, {1} underline', below, UNDERLINES[i] === 'solid' ? t('solid') : t('dotted'));
  }),
  t('Click to take the tint away.'),
];
