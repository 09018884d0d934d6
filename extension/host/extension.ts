import { commands, Disposable, type ExtensionContext, Uri, window, workspace } from 'vscode';
import { Explainer } from './inspector/explainer.js';
import { LabelFinders } from './inspector/labelFinder.js';
import { registerCommands } from './commands/lateCommands.js';
import { registerLanguage, stopLanguage } from './language/language.js';
import { LossLab } from './lab/lossLab.js';
import { disposeLog, log } from './ports/log.js';
import { Imports } from './inspector/imports.js';
import { loadStore } from './ports/platform.node.js';
import { registerCommand } from './ports/commands.js';
import * as notify from './ports/notify.js';
import { registerRunCommands } from './runs/runCommands.js';
import { RunLibrary } from './runs/runLibrary.js';
import { runsFolder } from './runs/runsFolder.js';
import { registerSamples } from './course/samples.js';
import { t } from './ports/t.js';
import { TrainingData } from './train/trainingData.js';
import { registerFormCommands } from './train/formCommands.js';
import { OwnData } from './train/ownData.js';
import { Threads } from './train/threads.js';
import type { Run } from '../runs/model/run.js';
import { RunQueue } from './train/runQueue.js';
import type { ExportAsked } from './inspector/exporting.js';
import { Inspectors } from './inspector/inspectorView.js';
import { LabView, registerLab } from './lab/labView.js';
import { RunsView } from './runs/runsView.js';
import { SidebarView } from './train/sidebarView.js';
import { TrainingStatus } from './train/trainingStatus.js';

/** Wiring only: who is made of whom. Nothing is read and nothing starts until a person asks for it. */
export function activate(context: ExtensionContext): void {
  const { extensionUri: extension, workspaceState: memory, subscriptions } = context;
  const shelf = new TrainingData(Uri.joinPath(extension, 'dist', 'mnist'));
  const library = new RunLibrary(runsFolder(context), async (...asked) => {
    const { openStore, owner } = await loadStore(extension);
    return openStore(...asked, owner);
  });
  const threads = new Threads(extension, shelf);
  library.evaluateCheckpoint = (config, checkpoint, stop) => threads.evaluateCheckpoint(config, checkpoint, stop);
  const trainer = new RunQueue(threads, library);
  const own = new OwnData((config) => threads.evaluateCheckpoint(config));
  const inspectors = new Inspectors(
    extension,
    memory,
    trainer,
    library,
    () => sidebar.config,
    () => imports,
    new LabelFinders(threads, library),
    new Explainer(threads, library),
  );
  const imports = new Imports(
    memory,
    (files, choices) => threads.predictions(files, choices),
    (set) => inspectors.openImported(set),
  );
  const inspect = async (id?: string): Promise<void> => {
    await library.ready();
    const run = id === undefined ? trainer.shown : await library.get(id);
    if (run?.epochs.length) inspectors.open(run);
    else void notify.info(t('No run to look at yet: open the Surprisal view and press Train.'));
  };
  const status = new TrainingStatus(trainer, SidebarView.id);
  const sidebar = new SidebarView(extension, memory, shelf, own, trainer, library, inspect, status);

  const kept = context.storageUri ?? context.globalStorageUri;
  const lab = new LossLab(
    memory,
    kept,
    threads,
    () => sidebar.config,
    () => trainer.run?.active === true,
  );
  const labView = new LabView(extension, lab, (changed) =>
    Disposable.from(sidebar.onForm(changed), trainer.onChange(changed)),
  );

  /** The run under way, and whether a person typed since it began: then its end opens nothing. */
  let active: Run | undefined;
  let typed = false;
  subscriptions.push(
    trainer,
    library,
    own,
    inspectors,
    imports,
    { dispose: disposeLog },
    status,
    new RunsView(library, trainer),
    lab,
    labView,
    registerLab(labView),
    window.registerWebviewPanelSerializer(Inspectors.type, inspectors),
    window.registerWebviewPanelSerializer(LabView.type, labView),
    window.registerWebviewViewProvider(SidebarView.id, sidebar),
    registerCommand('surprisal.train', async () => {
      await commands.executeCommand(`${SidebarView.id}.focus`);
      await trainer.start(sidebar.config);
    }),
    registerCommand('surprisal.stopTraining', () => trainer.control('stop', sidebar.config)),
    registerCommand('surprisal.openInspector', inspect),
    registerCommand('surprisal.export', (asked?: ExportAsked) => inspectors.export(asked)),
    registerCommand('surprisal.showLog', () => log.show()),
    // The inspector opens by itself when training ends, but never over a text that is being written.
    // (A log that grows is a text that changes as well, so only the text in the active editor counts.)
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) =>
        (typed ||=
          contentChanges.length > 0 &&
          document === window.activeTextEditor?.document &&
          document.uri.scheme !== 'output'),
    ),
    trainer.onTrouble((message) => void notify.error(message, [t('Show Log'), log.show])),
    trainer.onChange((run) => {
      if (run.status === 'preparing') typed = false;
      void commands.executeCommand('setContext', 'surprisal.training', trainer.run?.active === true);
      if (run.status === 'finished' && active === run && !typed) inspectors.open(run, true);
      active = trainer.run?.active ? trainer.run : undefined;
    }),
    library.onChange(
      () =>
        void commands.executeCommand(
          'setContext',
          'surprisal.hasRun',
          library.runs.some((run) => run.epochs.length > 0),
        ),
    ),
    ...registerCommands(context),
    ...registerFormCommands(sidebar),
    ...registerRunCommands(library, trainer, (id) => inspectors.close(id)),
    ...registerLanguage(context),
    ...registerSamples(extension),
  );
}

/** Done when the language server is gone. */
export const deactivate = (): Promise<void> => stopLanguage();
