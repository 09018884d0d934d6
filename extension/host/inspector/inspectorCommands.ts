import { type Disposable, window } from 'vscode';
import { registerCommand } from '../ports/commands.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { RunQueue } from '../train/runQueue.js';
import type { ExportAsked } from './export.js';
import { Inspectors } from './inspectorView.js';

/** Opens the inspector of a run that is named, or of the one that the Train view shows, and exports from it. */
export const registerInspectorCommands = (
  inspectors: Inspectors,
  queue: RunQueue,
  library: RunLibrary,
): Disposable[] => [
  window.registerWebviewPanelSerializer(Inspectors.type, inspectors),
  registerCommand('surprisal.openInspector', async (id?: string) => {
    await library.ready();
    const run = id === undefined ? queue.shown : await library.get(id);
    if (run?.epochs.length) inspectors.open(run);
    else void notify.info(t('No run to look at yet: open the Surprisal view and press Train.'));
  }),
  registerCommand('surprisal.export', (asked?: ExportAsked) => inspectors.export(asked)),
];
