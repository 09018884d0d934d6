import { type Disposable, window, workspace } from 'vscode';
import type { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';
import type { Inspectors } from './inspectorView.js';

/** Opens the inspector of a run that has finished, unless a person has typed since it began. */
export function openWhenTrained(queue: RunQueue, inspectors: Inspectors): Disposable[] {
  /** The run that was under way at the last change. */
  let active: Run | undefined;
  let typed = false;
  return [
    // A log that grows is a text that changes as well, so only the text in the active editor counts.
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) =>
        (typed ||=
          contentChanges.length > 0 &&
          document === window.activeTextEditor?.document &&
          document.uri.scheme !== 'output'),
    ),
    queue.onChange((run) => {
      if (run.status === 'preparing') typed = false;
      if (run.status === 'finished' && active === run && !typed) inspectors.open(run, true);
      active = queue.run?.active ? queue.run : undefined;
    }),
  ];
}
