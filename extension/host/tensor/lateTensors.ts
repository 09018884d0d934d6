import { type Disposable, languages, window } from 'vscode';
import { selector } from '../language/selector.js';
import { registerCommand } from '../ports/commands.js';
import { pathHovers } from './pathHover.js';
import { editors } from './tensorFiles.js';
import type { TensorViews } from './tensorViews.js';

/** Registers the viewer of tensors: its editors, its command, and the hovers of paths. It loads at first use. */
export const registerTensors = (views: () => Promise<TensorViews>): Disposable[] => [
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
  languages.registerHoverProvider(
    selector,
    pathHovers(async (uri, token) => (await views()).hover(uri, token)),
  ),
];
