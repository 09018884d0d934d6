import { commands, type Disposable, type Uri } from 'vscode';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { Run } from '../../runs/model/run.js';
import { registerCommand } from '../ports/commands.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { ImportServices } from '../train/importWeights.js';
import type { RunQueue } from '../train/runQueue.js';
import type { runActions } from './runActions.js';
import type { RunEntry } from './runEntry.js';
import type { RunLibrary } from './runLibrary.js';
import type { RunsView } from './runsView.js';

type Actions = ReturnType<typeof runActions>;

/** What can be done with a run of the tree; each command takes an entry, or the name of a run. */
export function registerRunCommands(
  extension: Uri,
  library: RunLibrary,
  queue: RunQueue,
  inspectors: { close(id: string): void; compare(run: Run | LoggedRun, other: string): Promise<void> },
  view: RunsView,
  imports: ImportServices,
): Disposable[] {
  let loaded: Promise<Actions> | undefined;
  const actions = (): Promise<Actions> =>
    (loaded ??= loadCommands(extension).then((late) => late.runActions(library, queue, inspectors, view)));
  const act = (id: string, name: keyof Actions): Disposable =>
    registerCommand(`surprisal.${id}`, async (of?: RunEntry | string, more?: unknown) =>
      (await actions())[name](of, more),
    );
  const tellWhetherAny = (): void => {
    const hasRun = library.folders.logged.length > 0 || library.runs.some((run) => run.epochs.length > 0);
    void commands.executeCommand('setContext', 'surprisal.hasRun', hasRun);
  };
  return [
    library.onChange(tellWhetherAny),
    library.folders.onChange(tellWhetherAny),
    // A run has epochs after it came into the list.
    queue.onChange(tellWhetherAny),
    act('emptyDeletedRuns', 'empty'),
    act('renameRun', 'rename'),
    act('exportRun', 'exportRun'),
    act('deleteRun', 'remove'),
    act('openRunsFolder', 'openFolder'),
    act('closeRunsFolder', 'closeFolder'),
    act('compareRuns', 'compare'),
    act('evaluateRun', 'evaluate'),
    act('sortRuns', 'sort'),
    act('thinOutCheckpoints', 'thinOut'),
    act('restoreRun', 'restore'),
    act('resumeRun', 'resume'),
    registerCommand('surprisal.importWeights', async (given: unknown) =>
      (await loadCommands(extension)).importWeights(given, imports),
    ),
    registerCommand('surprisal.removeFromQueue', (run: unknown) => run instanceof Run && queue.withdraw(run)),
  ];
}
