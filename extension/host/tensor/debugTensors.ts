import { type Uri, ViewColumn, window } from 'vscode';
import * as v from 'valibot';
import { packed } from '../commands/pythonLogger.js';
import { openTab } from '../pages/panel.js';
import * as notify from '../ports/notify.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import { packCode, type PackedCode } from './debugExpression.js';
import { DebugStop } from './debugStop.js';
import type { DebugStops } from './debugStops.js';
import { DebugSubject } from './debugSubject.js';
import type { TensorTab } from './tensorTab.js';
import type { TensorViews } from './tensorViews.js';

const TYPE = 'surprisal.variable';
/** Letters of an expression, at most. */
const LONGEST = 10_000;
/** A name of Python with its attributes. */
const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/u;

/** What the menu of a variable gives to a command. */
const Variable = v.object({
  variable: v.object({ name: v.string(), evaluateName: v.optional(v.string()) }),
});

/** View Tensor of a program of Python that a debugger has stopped: a tab for each expression. */
export class DebugTensors {
  private readonly tabs = new Map<DebugSubject, TensorTab>();
  private code: Promise<PackedCode> | undefined;
  private made = 0;

  constructor(
    private readonly extension: Uri,
    private readonly views: Pick<TensorViews, 'attach'>,
    private readonly stops: DebugStops,
  ) {}

  /** Views the variable of a menu, or what is selected in the active editor. */
  async view(given?: unknown): Promise<void> {
    const expression = expressionOf(given);
    if (expression === undefined) return;
    const stop = await DebugStop.now(this.stops);
    const code = await (this.code ??= packed(this.extension, 'view_tensor.py').then(packCode));
    for (const [subject, tab] of this.tabs)
      if (subject.isOf(stop, expression)) {
        tab.panel.reveal(true);
        subject.reload();
        return;
      }
    const subject = new DebugSubject(`variable ${++this.made}`, expression, this.stops, code, stop);
    const panel = openTab(this.extension, TYPE, subject.title, ViewColumn.Beside, true);
    const tab = this.views.attach(panel, subject);
    this.tabs.set(subject, tab);
    tab.panel.whileOpen(subject.onChange(() => (tab.panel.title = subject.title)));
    tab.panel.onClose(() => this.tabs.delete(subject));
  }
}

/** The expression that is meant; undefined where a person was told that there is none. */
function expressionOf(given: unknown): string | undefined {
  const variable = v.safeParse(Variable, given);
  const expression = variable.success ? variable.output.variable.evaluateName : selected();
  if (variable.success && !expression)
    void notify.info(t('The debugger knows no expression for {0}.', variable.output.variable.name));
  else if (!expression) void notify.info(t('Select an expression of Python, or put the caret on a name.'));
  else if (expression.length > LONGEST)
    void notify.warn(
      t('The expression has {0} characters; at most {1} are evaluated.', count(expression.length), count(LONGEST)),
    );
  else return expression;
  return undefined;
}

/** What is selected in the active editor, or the name at its caret. */
function selected(): string | undefined {
  const editor = window.activeTextEditor;
  if (!editor || editor.document.languageId !== 'python') return undefined;
  const { document, selection } = editor;
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active, NAME) : selection;
  return range && document.getText(range).trim();
}
