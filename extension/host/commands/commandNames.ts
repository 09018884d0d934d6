import type { Disposable } from 'vscode';
import type { ActiveText } from './activeText.js';

/** Every command on numbers. */
export const names = [
  'surprisal.computeLoss',
  'surprisal.compareDistributions',
  'surprisal.compareWithMany',
  'surprisal.compareVectors',
  'surprisal.describeTensor',
  'surprisal.measureInformation',
  'surprisal.checkConvexity',
  'surprisal.softmax',
  'surprisal.normalise',
  'surprisal.oneHot',
  'surprisal.harden',
  'surprisal.smoothLabels',
  'surprisal.log',
  'surprisal.swap',
  'surprisal.cancelComputing',
  'surprisal.copyStatistics',
  'surprisal.openConfusion',
] as const;
export type CommandName = (typeof names)[number];

/** What the late bundle serves. */
export interface OpenCommands extends Disposable {
  run(name: CommandName, argument: unknown, active: ActiveText | undefined): unknown;
}
