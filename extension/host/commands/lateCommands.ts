import { type Disposable, type ExtensionContext, window } from 'vscode';
import { serves } from '../language/selector.js';
import { loadCommands } from '../ports/platform.node.js';
import { registerCommand } from '../ports/commands.js';

/** Every command on numbers. */
export const names = [
  'surprisal.computeLoss',
  'surprisal.compareDistributions',
  'surprisal.compareWithMany',
  'surprisal.compareVectors',
  'surprisal.describeTensor',
  'surprisal.measureInformation',
  'surprisal.checkConvexity',
  'surprisal.softmax',
  'surprisal.normalise',
  'surprisal.oneHot',
  'surprisal.harden',
  'surprisal.smoothLabels',
  'surprisal.log',
  'surprisal.swap',
  'surprisal.cancelComputing',
  'surprisal.copyStatistics',
  'surprisal.openConfusion',
] as const;
export type CommandName = (typeof names)[number];

/** What the late bundle serves. */
export interface OpenCommands extends Disposable {
  run(name: CommandName, argument: unknown): unknown;
}

/** Registers the commands on numbers; what they stand on loads when the first is run or the first text is selected. */
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
