import {
  CoreError,
  describeTensor,
  parseTensor,
  printAt,
  summaryOfConfusion,
  summaryOfReport,
  syntaxOfLanguage,
  type TensorDescription,
} from '@surprisal/core';
import { commands, type Disposable, env, StatusBarAlignment, type TextEditor, window } from 'vscode';
import { summaryWords } from '../language/reportWords.js';
import { serves } from '../language/selector.js';
import { count, short } from '../ports/numbers.js';
import { StatusItem } from '../ports/items.js';
import * as notify from '../ports/notify.js';
import { plural, t } from '../ports/t.js';

const COPY = 'surprisal.copyStatistics';
const CONTEXT = 'surprisal.numericSelection';
/** At most this many selected characters are read. */
const READ = 100_000;
/** Waits this many ms after the selection last changed. */
const REST = 80;

/** What is said of a selection: in the status bar, and when the mouse rests on it or it is copied. */
interface Said {
  brief: string;
  lines: string[];
}

/** Statistics of the numbers that are selected, or what their print says, in the status bar; nothing where none are. A click copies them. */
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
  private shown: Said | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.soon();
  }

  /** Copies what is shown, and gives it; undefined where nothing is. */
  async copy(): Promise<string | undefined> {
    if (!this.shown) return undefined;
    const text = this.shown.lines.join('\n');
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
    if (this.shown) this.item.show({ text: this.shown.brief, tooltip: [...this.shown.lines, t('Click to copy')] });
    else this.item.hide();
    if ((before === null) !== (this.shown === null))
      void commands.executeCommand('setContext', CONTEXT, this.shown !== null);
  }
}

/** Two numbers or more, in one selection or in several. */
function describeSelection({ document, selections }: TextEditor): Said | null {
  const chosen = selections.filter(({ isEmpty }) => !isEmpty);
  const length = chosen.reduce((sum, range) => sum + document.offsetAt(range.end) - document.offsetAt(range.start), 0);
  if (chosen.length === 0 || length > READ) return null;
  const syntax = syntaxOfLanguage(document.languageId, document.uri.path);
  const printed = chosen.length === 1 ? printedIn(document.getText(chosen[0])) : null;
  if (printed) return printed;
  try {
    const numbers = chosen.flatMap((range) => [...parseTensor(document.getText(range), { syntax }).tensor.data]);
    if (numbers.length < 2) return null;
    const description = describeTensor(numbers);
    return { brief: brief(description), lines: lines(description) };
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

/** A selected report, or a table, whose index is no data. */
function printedIn(text: string): Said | null {
  const print = printAt(text, text.search(/\S|$/));
  if (!print) return null;
  if ('report' in print) {
    const words = summaryWords(summaryOfReport(print.report));
    return { brief: words, lines: [words] };
  }
  const { table, confusion } = print;
  if (confusion?.certain) {
    const words = summaryWords(summaryOfConfusion(confusion));
    return { brief: words, lines: [words] };
  }
  const counted = plural(table.labels.length, '{0} row', '{0} rows');
  const rows = table.cut ? t('{0}, cut short', counted) : counted;
  const of = table.columns.flatMap(({ name, values }) =>
    values ? [{ name, description: describeTensor(values) }] : [],
  );
  const each = of.map(({ name, description }) => (name === '' ? brief(description) : `${name}: ${brief(description)}`));
  const size = t('{0}, {1}, index left out', rows, plural(table.columns.length, '{0} column', '{0} columns'));
  return { brief: size, lines: [size, ...(table.cut ? [] : each)] };
}

function brief({ count: n, finiteCount, nanCount, mean, standardDeviation }: TensorDescription): string {
  const odd = [
    ...(nanCount ? [t('{0} NaN', count(nanCount))] : []),
    ...(n - finiteCount - nanCount ? [t('{0} infinite', count(n - finiteCount - nanCount))] : []),
  ];
  const numbers = [plural(n, '{0} number', '{0} numbers'), ...odd].join(', ');
  return mean === null ? numbers : t('{0}, mean {1}, sd {2} (n)', numbers, short(mean), short(standardDeviation ?? 0));
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
    [t('sd (divisor n)'), standardDeviation],
    [t('least'), min],
    [t('greatest'), max],
    ...(nanCount ? [[t('NaN'), nanCount] as [string, number]] : []),
    ...(infinite ? [[t('infinite'), infinite] as [string, number]] : []),
  ];
  return named.map(([name, value]) => `${name} ${value === null ? '–' : String(value)}`);
}
