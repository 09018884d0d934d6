import type { ExtensionContext } from 'vscode';
import type { CurveServices } from '../curves/curvesTab.js';
import { CurvesViews } from '../curves/curvesViews.js';
import { lossOfSlices } from '../tensor/lossOfSlices.js';
import { Results } from './result/resultView.js';
import { SelectionStatus } from './selectionStatus.js';
import { computeLoss } from './computeLoss.js';
import { ComputeThread } from './computeThread.js';
import { editing } from './edit.js';
import type { ActiveText } from './activeText.js';
import type { CommandName, CurveCommand, OpenCommands } from './commandNames.js';
import { logRun } from './logRun.js';
import { openConfusion } from './openConfusion.js';
import { openPythonSample } from './openPythonSample.js';
import { Services } from './services.js';
import type { TextChanges } from './textChanges.js';
export { predictionsAt, predictionsCsv, predictionsJson } from '../../runs/predictions/predictionText.js';
export { TableView } from '../inspector/tableView.js';
export { chooseExport, saveExport } from '../inspector/exportFiles.js';
export { importWeights } from '../train/importWeights.js';
export { ask, pickFiles } from '../inspector/importQuestions.js';
export { withoutOptimiserState } from '../../runs/derive/withoutOptimiserState.js';
export { comparesModel } from '../inspector/compare.js';
export { loggedSubject } from '../inspector/loggedSubject.js';
export { openPicture, showsPictures } from '../inspector/rowPictures.js';
export { readPictures } from '../train/readPictures.js';
export { runActions } from '../runs/runActions.js';
export { formActions } from '../train/formActions.js';
export { readLab } from '../../runs/disk/labFile.js';
export { readSettings } from '../../runs/derive/readConfig.js';
import { tableCommands } from './show.js';

/** Every command of this bundle: its name and what it does with its argument and the text of the active editor. */
const table: Record<CommandName, (services: Services, argument: unknown, active?: ActiveText) => unknown> = {
  'surprisal.computeLoss': computeLoss,
  'surprisal.compareDistributions': tableCommands.compareDistributions,
  'surprisal.compareWithMany': tableCommands.compareWithMany,
  'surprisal.compareVectors': tableCommands.compareVectors,
  'surprisal.describeTensor': tableCommands.describeTensor,
  'surprisal.measureInformation': tableCommands.measureInformation,
  'surprisal.checkConvexity': tableCommands.checkConvexity,
  'surprisal.softmax': editing('softmax'),
  'surprisal.normalise': editing('normalise'),
  'surprisal.oneHot': editing('oneHot'),
  'surprisal.harden': editing('harden'),
  'surprisal.smoothLabels': editing('smooth'),
  'surprisal.log': editing('log'),
  'surprisal.swap': editing('swap'),
  'surprisal.cancelComputing': (services) => services.cancel(),
  'surprisal.copyStatistics': (services) => services.statistics.copy(),
  'surprisal.openConfusion': openConfusion,
  'surprisal.logRun': logRun,
  'surprisal.openPythonSample': openPythonSample,
};

/** Every command on curves. */
const curveTable: Record<CurveCommand, (curves: CurvesViews, argument: unknown, all: unknown) => unknown> = {
  'surprisal.showCurves': (curves) => curves.showCurves(),
  'surprisal.openCurves': (curves, argument, all) => curves.openCurves(argument, all),
  'surprisal.plotNumbers': (curves) => curves.plotNumbers(),
};

/** The bundle that loads late: the commands, the statistics of a selection in the status bar, and the curves. */
export function openCommands(
  { extensionUri, workspaceState }: ExtensionContext,
  changes: TextChanges,
  runs: Pick<CurveServices, 'library' | 'queue'>,
): OpenCommands {
  const services = new Services(
    extensionUri,
    changes,
    new ComputeThread(extensionUri),
    new Results(extensionUri),
    new SelectionStatus(),
    workspaceState,
  );
  const curves = new CurvesViews({ extension: extensionUri, memory: workspaceState, ...runs });
  return {
    curves,
    lossOfSlices: (...slices) => lossOfSlices(services, ...slices),
    run: (name, argument, active, all) =>
      name in curveTable
        ? curveTable[name as CurveCommand](curves, argument, all)
        : table[name as CommandName](services, argument, active),
    dispose: () => {
      curves.dispose();
      services.dispose();
    },
  };
}
