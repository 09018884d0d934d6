import { defaultConfig, imageLabels, softmax, type LossConfig, type Parts, type RunConfig } from '@surprisal/core';
import { runToEnd } from '../core/training.js';

const base = defaultConfig();
const trained = (loss: Partial<LossConfig>): RunConfig => ({
  ...base,
  loss: { ...base.loss, ...loss },
  epochs: 3,
  mode: 'replay',
});

/** One run of each objective, in double precision, which is the same on every machine. */
export const logLossRuns: Record<string, RunConfig> = {
  plain: trained({}),
  smoothed: trained({ labelSmoothing: 0.1 }),
  focal: trained({ id: 'focal' }),
  squared: trained({ id: 'squaredError' }),
  weighted: trained({ classWeights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }),
};

/** The predictions of a run on its test part as CSV: the class, and the probability of each. */
export function predictionsOf(logits: Float32Array, parts: Parts): string {
  const { classes } = parts.sets[0];
  const labels = imageLabels(parts);
  const shape = [parts.test.length, classes.length];
  const { data } = softmax({ shape, data: Float64Array.from(logits) });
  const lines = Array.from(parts.test, (image, i) =>
    [classes[labels[image]], ...Array.from(data.slice(i * classes.length, (i + 1) * classes.length))].join(','),
  );
  return [['label', ...classes].join(','), ...lines, ''].join('\n');
}

/** The predictions of every run, by its name. */
export const predictions = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(logLossRuns).map(([name, config]) => {
      const { epochs, parts } = runToEnd(config);
      return [name, predictionsOf(epochs.at(-1)!.testLogits, parts)];
    }),
  );
