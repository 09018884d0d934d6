import { type ExtensionContext, Uri, window } from 'vscode';
import { registerCommands } from './commands/lateCommands.js';
import { registerSamples } from './course/samples.js';
import { PredictionImports } from './inspector/predictionImports.js';
import { Inspectors, registerInspectors } from './inspector/inspectorView.js';
import { labelFinders } from './inspector/labelFinder.js';
import { openWhenTrained } from './inspector/openWhenTrained.js';
import { Explainer } from './inspector/why.js';
import { LabView, registerLab } from './lab/labView.js';
import { LossLab } from './lab/lossLab.js';
import { registerLanguage, stopLanguage } from './language/language.js';
import { loadStore } from './ports/lateBundles.node.js';
import { disposeLog, log } from './ports/log.js';
import { registerShownTexts } from './ports/shownTexts.js';
import { lateCorrections, lateFolders, lateStore, wake } from './runs/lateStore.js';
import { registerRunCommands } from './runs/runCommands.js';
import { RunLibrary } from './runs/runLibrary.js';
import { LiveLogged } from './runs/liveLogged.js';
import { runsFolder } from './runs/runsFolder.js';
import { RunsView } from './runs/runsView.js';
import { Form } from './train/form.js';
import { registerFormCommands } from './train/formCommands.js';
import { OwnData } from './train/ownData.js';
import { RunQueue } from './train/runQueue.js';
import { SidebarView } from './train/sidebarView.js';
import { Threads } from './train/threads.js';
import { latePictures } from './train/latePictures.js';
import { registerTrainCommands } from './train/trainCommands.js';
import { TrainingData } from './train/trainingData.js';
import { TrainingStatus } from './train/trainingStatus.js';

/** Wiring only: who is made of whom. Nothing is read and nothing starts until a person asks for it. */
export function activate(context: ExtensionContext): void {
  const { extensionUri: extension, workspaceState: memory } = context;
  const place = runsFolder(context);
  const mnist = Uri.joinPath(extension, 'dist', 'mnist');
  const data = new TrainingData(mnist, lateCorrections(extension, place), latePictures(extension));
  const threads = new Threads(extension, data);
  const open = lateStore(extension);
  const folders = lateFolders(extension, {
    own: place,
    memory,
    libraryOf: (at, id) => new RunLibrary(at, open, threads, id),
    readLists: (file) => threads.itemLists(file),
  });
  const library = new RunLibrary(place, open, threads, folders);
  const queue = new RunQueue(threads, library);

  const form = new Form(memory);
  const own = new OwnData(threads);
  const live = new LiveLogged(library.folders, async (run, drawn) =>
    (await loadStore(extension)).describeLogged(run, drawn),
  );
  const status = new TrainingStatus(queue, live, SidebarView.id);
  const sidebar = new SidebarView(extension, memory, form, data, own, queue, library, status, live);

  const imports = new PredictionImports(extension, memory, threads);
  const inspectors = new Inspectors(memory, imports, {
    extension,
    queue,
    library,
    threads,
    form,
    labelFinder: labelFinders(threads, library, data),
    explainer: new Explainer(threads, library),
    logged: library.folders,
  });

  const lab = new LossLab(
    context.extensionUri,
    memory,
    context.storageUri ?? context.globalStorageUri,
    threads,
    form,
    queue,
  );
  const labView = new LabView(extension, lab);

  const runsView = new RunsView(extension, library, queue, memory);

  context.subscriptions.push(
    queue,
    threads,
    library,
    folders,
    form,
    own,
    inspectors,
    imports,
    { dispose: disposeLog },
    live,
    status,
    runsView,
    lab,
    labView,
    window.registerWebviewViewProvider(SidebarView.id, sidebar),
    ...openWhenTrained(queue, inspectors),
    ...registerTrainCommands(form, queue, SidebarView.id),
    ...registerFormCommands(extension, form, sidebar, library, inspectors),
    ...registerRunCommands(extension, library, queue, inspectors, runsView, {
      threads,
      library,
      form,
      open: (run) => inspectors.open(run),
    }),
    ...registerInspectors(inspectors, queue, library, library.folders),
    ...registerLab(labView),
    ...registerCommands(context, { library, queue }),
    ...registerLanguage(context),
    ...registerSamples(extension),
    ...registerShownTexts(),
  );
  wake(folders).catch((error: unknown) => log.error('runs', error));
}

/** Done when the language server is gone. */
export const deactivate = (): Promise<void> => stopLanguage();
