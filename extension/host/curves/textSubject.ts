import { type Disposable, type Range, type TextDocument, TextEditorRevealType, window } from 'vscode';
import type { CurvesView } from '../../protocol/curves.js';
import { TextCurves } from '../../runs/curves/textCurves.js';
import { nameOf } from '../ports/files.js';
import { decoration } from '../ports/items.js';
import { t } from '../ports/t.js';
import type { CurveSubject } from './curveSubject.js';

/** The curves of the text that was selected; the line of the value that is read is marked in its editor. */
export class TextSubject implements CurveSubject {
  readonly title: string;
  readonly from: string;
  readonly reading = null;
  readonly every = null;
  private readonly mark = decoration('editor.rangeHighlightBackground', '', undefined);

  private constructor(
    readonly id: string,
    private readonly document: TextDocument,
    private readonly version: number,
    readonly origins: readonly TextCurves[],
  ) {
    this.from = nameOf(document.uri);
    this.title = t('Curves of {0}', this.from);
  }

  static async of(id: string, document: TextDocument, range: Range): Promise<TextSubject> {
    const [name, { version }] = [nameOf(document.uri), document];
    const curves = await TextCurves.of(document.getText(range), name, name, range.start.line);
    return new TextSubject(id, document, version, [curves]);
  }

  get view(): Partial<CurvesView> {
    return this.origins[0].countsEpochs ? { x: 'epoch' } : {};
  }

  get empty(): boolean {
    return this.origins[0].scalars.size === 0;
  }

  onChange(): Disposable {
    return { dispose: () => undefined };
  }

  async update(): Promise<void> {}

  open(): void {
    void window.showTextDocument(this.document);
  }

  /** Lines of a text that was edited since stand elsewhere. */
  point(scalar: string, step: number): void {
    const line = this.origins[0].lineOf(scalar, step);
    const editor = window.visibleTextEditors.find(({ document }) => document === this.document);
    if (!editor || line === undefined) return;
    const range = this.document.lineAt(Math.min(line, this.document.lineCount - 1)).range;
    const shown = this.document.version === this.version ? [range] : [];
    editor.setDecorations(this.mark, shown);
    if (shown.length > 0) editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    this.mark.dispose();
  }
}
