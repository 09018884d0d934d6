import type { ExtensionContext } from 'vscode';
import { Results } from './result/resultView.js';
import { SelectionStatus } from './selectionStatus.js';
import { computeLoss } from './computeLoss.js';
import { ComputeThread } from './computeThread.js';
import { editing } from './edit.js';
import type { CommandName, OpenCommands } from './commandNames.js';
import { openConfusion } from './openConfusion.js';
import { Services } from './services.js';
export { pytorchScript, sklearnScript } from '../../runs/derive/pythonScripts.js';
export { readConfig } from '../../runs/derive/readConfig.js';
import {
  checkConvexity,
  compareDistributions,
  compareVectors,
  compareWithMany,
  describeTensor,
  measureInformation,
} from './show.js';

/** Every command on numbers: its name and what it does with its argument. */
const table: Record<CommandName, (services: Services, argument: unknown) => unknown> = {
  'surprisal.computeLoss': computeLoss,
  'surprisal.compareDistributions': compareDistributions,
  'surprisal.compareWithMany': compareWithMany,
  'surprisal.compareVectors': compareVectors,
  'surprisal.describeTensor': describeTensor,
  'surprisal.measureInformation': measureInformation,
  'surprisal.checkConvexity': checkConvexity,
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
export function openCommands({ extensionUri, workspaceState }: ExtensionContext): OpenCommands {
  const services = new Services(
    new ComputeThread(extensionUri),
    new Results(extensionUri),
    new SelectionStatus(),
    workspaceState,
  );
  return {
    run: (name, argument) => table[name](services, argument),
    dispose: () => services.dispose(),
  };
}
