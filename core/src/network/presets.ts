import type { RunConfig } from './config.js';

/** The course's run: 784-10-10 on the sample, 20 epochs of Nesterov SGD at .1, batch 200, L2 1e-3, seed 1. */
export function defaultConfig(): RunConfig {
  return {
    version: 1,
    data: { source: 'mnist-sample', testFraction: 0.2, validationFraction: 0.1, stratified: false },
    network: { layers: [{ kind: 'dense', width: 10, activation: 'relu' }] },
    loss: { id: 'crossEntropy', labelSmoothing: 0, classWeights: 'none', gamma: 2, alpha: 0.25 },
    optimiser: { id: 'sgd', rate: 0.1, schedule: 'constant', momentum: 0.9, nesterov: true, l2: 1e-3 },
    batch: 200,
    epochs: 20,
    seed: 1,
    earlyStop: null,
    mode: 'fast',
  };
}

/** Ready-made runs: *Wide* reaches 98% of the official test set, *Convolutional* 99.2%. */
export const presets: readonly { id: 'course' | 'wide' | 'convolutional'; title: string; config: () => RunConfig }[] = [
  { id: 'course', title: 'Course', config: defaultConfig },
  {
    id: 'wide',
    title: 'Wide',
    config: () => ({
      ...onFullSet(),
      network: { layers: [{ kind: 'dense', width: 256, activation: 'relu' }] },
      optimiser: { id: 'adam', rate: 0.004, schedule: 'oneCycle', momentum: 0.9, nesterov: true, l2: 0 },
      epochs: 10,
    }),
  },
  {
    id: 'convolutional',
    title: 'Convolutional',
    config: () => ({
      ...onFullSet(),
      network: {
        layers: [
          { kind: 'convolution', size: 5, channels: 8, activation: 'relu' },
          { kind: 'maxPool', size: 2 },
          { kind: 'convolution', size: 5, channels: 16, activation: 'relu' },
          { kind: 'maxPool', size: 2 },
          { kind: 'dense', width: 128, activation: 'relu' },
        ],
      },
      loss: { ...defaultConfig().loss, labelSmoothing: 0.1 },
      optimiser: { id: 'adam', rate: 0.004, schedule: 'oneCycle', momentum: 0.9, nesterov: true, l2: 0 },
      epochs: 12,
    }),
  },
];

function onFullSet(): RunConfig {
  const base = defaultConfig();
  return { ...base, data: { ...base.data, source: 'mnist', validationFraction: 0.1 }, batch: 128 };
}
