import { type Disposable, type ExtensionContext, window } from 'vscode';
import { names, type OpenCommands } from './commandNames.js';
import { serves } from '../language/selector.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { registerCommand } from '../ports/commands.js';

/** Registers the commands on numbers. Their bundle loads when the first command runs or the first text is selected. */
export function registerCommands(context: ExtensionContext): Disposable[] {
  let opened: Promise<OpenCommands> | undefined;
  const open = (): Promise<OpenCommands> =>
    (opened ??= loadCommands(context.extensionUri).then(({ openCommands }) => openCommands(context)));
  const selected = window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
    if (selections.every(({ isEmpty }) => isEmpty) || !serves(textEditor.document)) return;
    selected.dispose();
    void open();
  });
  return [
    ...names.map((name) => registerCommand(name, async (argument: unknown) => (await open()).run(name, argument))),
    selected,
    { dispose: () => void opened?.then((served) => served.dispose()) },
  ];
}
