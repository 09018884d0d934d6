import type { LossConfig } from '@surprisal/core';
import type { RunStatus, RunSummary } from './run.js';
import type { Control } from './train.js';
import type { TrainingMode } from './training.js';

/**
 * What a person can press in each state of a run. `train`, which begins or queues another run, is always possible.
 * From the states of an ended run, a step begins a new run, and Resume goes on where something is left to go on from.
 */
const presses: Readonly<Record<RunStatus, readonly Control[]>> = {
  preparing: ['stop'],
  running: ['pause', 'stepBatch', 'stepEpoch', 'stop', 'rewind'],
  paused: ['resume', 'stepBatch', 'stepEpoch', 'stop', 'rewind'],
  steppingBatch: ['pause', 'resume', 'stepBatch', 'stepEpoch', 'stop', 'rewind'],
  steppingEpoch: ['pause', 'resume', 'stepBatch', 'stepEpoch', 'stop', 'rewind'],
  stopping: [],
  finished: ['resume', 'stepBatch', 'stepEpoch', 'rewind'],
  stopped: ['resume', 'stepBatch', 'stepEpoch', 'rewind'],
  failed: ['resume', 'stepBatch', 'stepEpoch', 'rewind'],
};

/** Whether a press does something to a run as it is now. */
export const canPress = ({ status, resumable }: Pick<RunSummary, 'status' | 'resumable'>, control: Control): boolean =>
  presses[status].includes(control) && (control !== 'resume' || isActive(status) || resumable);

/** A run that has its thread, or will have it: only one is active at a time. */
export const isActive = (status: RunStatus): boolean =>
  status === 'preparing' || status === 'paused' || status === 'stopping' || isTraining(status);

/** Batches are being trained. */
export const isTraining = (status: RunStatus): boolean =>
  status === 'running' || status === 'steppingBatch' || status === 'steppingEpoch';

/** What the training thread does, as a state of its run. */
export const statusOf = (mode: TrainingMode): RunStatus =>
  (({ run: 'running', paused: 'paused', batch: 'steppingBatch', epoch: 'steppingEpoch' }) as const)[mode];

/** How many epochs were trained: the record of epoch 0, of a model that was imported, counts as none. */
export const epochsDone = (epochs: readonly { epoch: number }[]): number => epochs.at(-1)?.epoch ?? 0;

/** What a run does, in the words of every page, list and bar; `t` is that of the room. */
export function stateWords(
  { status, elsewhere, epochs }: StatedRun,
  t: (message: string, ...args: (string | number)[]) => string,
): string {
  if (elsewhere) return t('Elsewhere');
  switch (status) {
    case 'preparing':
      return t('Preparing');
    case 'running':
      return t('Training');
    case 'paused':
      return t('Paused');
    case 'steppingBatch':
      return t('Training one batch');
    case 'steppingEpoch':
      return t('Training to the end of epoch {0}', epochsDone(epochs) + 1);
    case 'stopping':
      return t('Stopping');
    case 'finished':
      return t('Finished');
    case 'stopped':
    case 'failed':
      return t('Stopped');
  }
}

/** As much of a run as its state is told by. */
export interface StatedRun {
  status: RunStatus;
  elsewhere?: boolean | undefined;
  epochs: readonly { epoch: number }[];
}

/** What training lowers, the L2 penalty aside, such as `smoothed cross-entropy`. */
export function objectiveName(
  { id, labelSmoothing, classWeights }: LossConfig,
  t: (message: string, ...args: (string | number)[]) => string,
): string {
  const names = { crossEntropy: t('cross-entropy'), focal: t('focal loss'), squaredError: t('squared error') };
  const [name, smoothed, weighted] = [names[id], labelSmoothing > 0, classWeights !== 'none'];
  if (smoothed && weighted) return t('weighted, smoothed {0}', name);
  if (smoothed) return t('smoothed {0}', name);
  return weighted ? t('weighted {0}', name) : name;
}
