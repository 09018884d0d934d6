import type { ExtensionContext } from 'vscode';
import { Results } from './result/resultView.js';
import { SelectionStatus } from './selectionStatus.js';
import { computeLoss } from './computeLoss.js';
import { ComputeThread } from './computeThread.js';
import { editing } from './edit.js';
import type { ActiveText } from './activeText.js';
import type { CommandName, OpenCommands } from './commandNames.js';
import { openConfusion } from './openConfusion.js';
import { Services } from './services.js';
import type { TextChanges } from './textChanges.js';
export { pytorchScript, sklearnScript } from '../../runs/derive/pythonScripts.js';
export { TableView } from '../inspector/tableView.js';
export { ask, pickFiles } from '../inspector/importQuestions.js';
export { withoutOptimiserState } from '../../runs/derive/withoutOptimiserState.js';
export { comparesModel } from '../inspector/compare.js';
export { showsPictures } from '../inspector/rowPictures.js';
export { readPictures } from '../train/readPictures.js';
export { runActions } from '../runs/runActions.js';
export { readSettings } from '../../runs/derive/readConfig.js';
import { tableCommands } from './show.js';

/** Every command on numbers: its name and what it does with its argument and the text of the active editor. */
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
};

/** The bundle that loads late: the commands, and the statistics of a selection in the status bar. */
export function openCommands({ extensionUri, workspaceState }: ExtensionContext, changes: TextChanges): OpenCommands {
  const services = new Services(
    changes,
    new ComputeThread(extensionUri),
    new Results(extensionUri),
    new SelectionStatus(),
    workspaceState,
  );
  return {
    run: (name, argument, active) => table[name](services, argument, active),
    dispose: () => services.dispose(),
  };
}
