import type { Disposable } from 'vscode';
import type { CurvesViews } from '../curves/curvesViews.js';
import type { ActiveText } from './activeText.js';

/** Every command that loads late: those on numbers, and those for loops of Python. */
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
  'surprisal.logRun',
  'surprisal.openPythonSample',
] as const;
export type CommandName = (typeof names)[number];

/** Every command that opens curves. */
export const curveNames = ['surprisal.showCurves', 'surprisal.openCurves', 'surprisal.plotNumbers'] as const;
export type CurveCommand = (typeof curveNames)[number];

/** What the late bundle serves. */
export interface OpenCommands extends Disposable {
  readonly curves: CurvesViews;
  /** Compute Loss of a target and a prediction that are JSON, under a name of theirs. */
  lossOfSlices(target: string, prediction: string, name: string): Promise<unknown>;
  /** `all`: everything that is selected where the argument is. */
  run(name: CommandName | CurveCommand, argument: unknown, active: ActiveText | undefined, all: unknown): unknown;
}
