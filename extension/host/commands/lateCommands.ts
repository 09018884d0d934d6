import { type Disposable, type ExtensionContext, window } from 'vscode';
import { activeText } from './activeText.js';
import type { CurveServices } from '../curves/curvesTab.js';
import { curveNames, names, type OpenCommands } from './commandNames.js';
import { TextChanges } from './textChanges.js';
import { serves } from '../language/selector.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { registerCommand } from '../ports/commands.js';
import { registerTensors } from '../tensor/lateTensors.js';

/** Registers the commands on numbers, those on the curves of runs, and the viewer of tensors. Their bundle loads when the first command runs or the first text is selected. */
export function registerCommands(
  context: ExtensionContext,
  runs: Pick<CurveServices, 'library' | 'queue'>,
): Disposable[] {
  let opened: Promise<OpenCommands> | undefined;
  const changes = new TextChanges();
  const open = (): Promise<OpenCommands> =>
    (opened ??= loadCommands(context.extensionUri).then(({ openCommands }) => openCommands(context, changes, runs)));
  const selected = window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
    if (selections.every(({ isEmpty }) => isEmpty) || !serves(textEditor.document)) return;
    selected.dispose();
    void open();
  });
  return [
    ...[...names, ...curveNames].map((name) =>
      registerCommand(name, async (argument: unknown, all: unknown) => {
        const active = activeText(changes);
        return (await open()).run(name, argument, active, all);
      }),
    ),
    window.registerWebviewPanelSerializer('surprisal.curves', {
      deserializeWebviewPanel: async (panel, state) => (await open()).curves.restore(panel, state),
    }),
    ...registerTensors(context.extensionUri, async (...slices) => (await open()).lossOfSlices(...slices)),
    changes,
    selected,
    { dispose: () => void opened?.then((served) => served.dispose()) },
  ];
}
