import { type Disposable, languages, type Uri, window } from 'vscode';
import type { OpenCommands } from '../commands/commandNames.js';
import { selector } from '../language/selector.js';
import { registerCommand } from '../ports/commands.js';
import { loadTensors } from '../ports/lateBundles.node.js';
import { DebugStops } from './debugStops.js';
import type { DebugTensors } from './debugTensors.js';
import { pathHovers } from './pathHover.js';
import { editors } from './tensorFiles.js';
import type { TensorViews } from './tensorViews.js';

/**
 * Registers the viewer of tensors: its editors, the hovers of paths, and its commands on files and on programs that are
 * debugged. It loads at first use; until then stops are only counted.
 */
export function registerTensors(extension: Uri, lossOf: OpenCommands['lossOfSlices']): Disposable[] {
  const stops = new DebugStops();
  let opened: Promise<{ views: TensorViews; debugged: DebugTensors }> | undefined;
  const open = () =>
    (opened ??= loadTensors(extension).then((bundle) => {
      const views = new bundle.TensorViews(extension, lossOf);
      return { views, debugged: new bundle.DebugTensors(extension, views, stops) };
    }));
  const views = async (): Promise<TensorViews> => (await open()).views;
  return [
    stops,
    ...Object.values(editors).map((type) =>
      window.registerCustomEditorProvider(
        type,
        {
          openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
          resolveCustomEditor: async ({ uri }, panel) => (await views()).showFile(uri, panel),
        },
        { supportsMultipleEditorsPerDocument: true },
      ),
    ),
    registerCommand('surprisal.viewTensor', async (given: unknown, all: unknown) => (await views()).view(given, all)),
    registerCommand('surprisal.viewVariable', async (given: unknown) => (await open()).debugged.view(given)),
    languages.registerHoverProvider(
      selector,
      pathHovers(async (uri, token) => (await views()).hover(uri, token)),
    ),
    { dispose: () => void opened?.then(({ views: tabs }) => tabs.dispose()) },
  ];
}
