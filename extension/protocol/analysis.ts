import type { LabRun, NamedBytes } from '@surprisal/core';
import type { LabParams } from './lab.js';
import type { FoundLabels, LabelsParams } from './labels.js';
import type { StartParams } from './training.js';
import type { Why, WhyParams } from './why.js';

/** A trained network and the data it was trained on: what most questions are about. */
export interface Model extends Pick<StartParams, 'config' | 'files' | 'kernels'> {
  checkpoint: NamedBytes;
}

/** Long questions that a thread of their own answers; each tells how far it is, and ends with its thread. */
export interface AnalysisApi {
  lossLab(params: LabParams): null;
  doubtful(params: LabelsParams): FoundLabels;
  /** Why images of one class are read as another. */
  why(params: WhyParams): Why;
}

export interface AnalysisEvents {
  /** How far the question is, 0 to 1, and perhaps what is being done. */
  analysed: { share: number; part?: string };
  /** A run of a loss lab is done. */
  labRun: LabRun;
}
