import { CoreError, describeTensor, parseTensor, syntaxOfLanguage, type TensorDescription } from '@surprisal/core';
import { commands, type Disposable, env, StatusBarAlignment, type TextEditor, window } from 'vscode';
import { serves } from '../language/selector.js';
import { count, short } from '../numbers.js';
import { StatusItem } from '../ports/items.js';
import * as notify from '../ports/notify.js';
import { t } from '../t.js';

const COPY = 'surprisal.copyStatistics';
const CONTEXT = 'surprisal.numericSelection';
/** Characters that are read while a person selects. */
const READ = 100_000;
/** Milliseconds of rest before they are. */
const REST = 80;

/** Statistics of the numbers that are selected, in the status bar; nothing where none are. A click copies them. */
export class SelectionStatus implements Disposable {
  private readonly item = new StatusItem(
    'surprisal.statistics',
    StatusBarAlignment.Right,
    110,
    t('Surprisal statistics'),
    COPY,
  );
  private readonly listeners = [
    window.onDidChangeTextEditorSelection(() => this.soon()),
    window.onDidChangeActiveTextEditor(() => this.soon()),
  ];
  private shown: TensorDescription | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.soon();
  }

  /** Copies what is shown, and gives it; undefined where nothing is. */
  async copy(): Promise<string | undefined> {
    if (!this.shown) return undefined;
    const text = lines(this.shown).join('\n');
    await env.clipboard.writeText(text);
    notify.done(t('Statistics copied'));
    return text;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of [this.item, ...this.listeners]) each.dispose();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(window.activeTextEditor), REST);
  }

  private update(editor: TextEditor | undefined): void {
    const before = this.shown;
    this.shown = editor && serves(editor.document) ? describeSelection(editor) : null;
    if (this.shown) this.item.show({ text: brief(this.shown), tooltip: [...lines(this.shown), t('Click to copy')] });
    else this.item.hide();
    if ((before === null) !== (this.shown === null))
      void commands.executeCommand('setContext', CONTEXT, this.shown !== null);
  }
}

/** Two numbers or more, in one selection or in several. */
function describeSelection({ document, selections }: TextEditor): TensorDescription | null {
  const chosen = selections.filter(({ isEmpty }) => !isEmpty);
  const length = chosen.reduce((sum, range) => sum + document.offsetAt(range.end) - document.offsetAt(range.start), 0);
  if (chosen.length === 0 || length > READ) return null;
  const syntax = syntaxOfLanguage(document.languageId);
  try {
    const numbers = chosen.flatMap((range) => [...parseTensor(document.getText(range), { syntax }).tensor.data]);
    return numbers.length > 1 ? describeTensor(numbers) : null;
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

function brief({ count: n, mean, standardDeviation }: TensorDescription): string {
  if (mean === null) return t('{0} numbers', count(n));
  return t('{0} numbers, mean {1}, sd {2}', count(n), short(mean), short(standardDeviation ?? 0));
}

/** All of it, one number a line with all its digits. */
function lines(description: TensorDescription): string[] {
  const { count: n, min, max, mean, standardDeviation, nanCount } = description;
  const infinite = description.positiveInfinityCount + description.negativeInfinityCount;
  const sum = mean === null ? null : mean * description.finiteCount;
  const named: [string, number | null][] = [
    [t('count'), n],
    [t('sum'), sum],
    [t('mean'), mean],
    [t('sd'), standardDeviation],
    [t('least'), min],
    [t('greatest'), max],
    ...(nanCount ? [[t('NaN'), nanCount] as [string, number]] : []),
    ...(infinite ? [[t('infinite'), infinite] as [string, number]] : []),
  ];
  return named.map(([name, value]) => `${name} ${value === null ? '–' : String(value)}`);
}
