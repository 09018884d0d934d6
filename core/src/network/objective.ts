import type { LossConfig, RunConfig } from './config.js';
import type { EpochRecord } from './records.js';

/** Whether the loss that training lowers is, the L2 penalty aside, the log loss: cross-entropy with no weights and no smoothing. */
export const isLogLoss = ({ id, labelSmoothing, classWeights, gamma, alpha }: LossConfig): boolean =>
  labelSmoothing === 0 &&
  classWeights === 'none' &&
  (id === 'crossEntropy' || (id === 'focal' && gamma === 0 && alpha === 1));

/**
 * The mean loss of an epoch's batches without the L2 penalty, which the losses on the validation and the test part do
 * not have either; null where a record of an earlier version has it with the penalty alone.
 */
export const trainLossAlone = (
  { trainLoss, trainLossWithoutPenalty }: Pick<EpochRecord, 'trainLoss' | 'trainLossWithoutPenalty'>,
  { l2 }: Pick<RunConfig['optimiser'], 'l2'>,
): number | null => trainLossWithoutPenalty ?? (l2 === 0 ? trainLoss : null);
