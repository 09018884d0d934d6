import { defaultConfig, type LayerConfig, type RunConfig } from '@surprisal/core';
import { fitsSklearn, pytorchScript, sklearnScript } from '../../extension/runs/derive/pythonScripts.js';

const base = defaultConfig();
const relu = (width: number): LayerConfig => ({ kind: 'dense', width, activation: 'relu' });

/** Runs whose scripts were executed. Together they cover every kind of layer, loss, schedule, scale and part of the data. */
export const scriptRuns: Record<string, { config: RunConfig; classes: string[] }> = {
  course: { config: base, classes: '0123456789'.split('') },
  convolution: {
    config: {
      ...base,
      network: {
        layers: [
          { kind: 'convolution', size: 5, channels: 4, activation: 'relu' },
          { kind: 'maxPool', size: 2 },
          { kind: 'convolution', size: 3, channels: 6, activation: 'tanh' },
          { kind: 'maxPool', size: 3 },
          { kind: 'dense', width: 30, activation: 'sigmoid' },
        ],
      },
      loss: { ...base.loss, labelSmoothing: 0.1 },
      optimiser: { ...base.optimiser, id: 'adam', rate: 0.01, schedule: 'oneCycle' },
      batch: 64,
      epochs: 8,
    },
    classes: '0123456789'.split(''),
  },
  subset: {
    config: {
      ...base,
      data: {
        ...base.data,
        classes: ['4', '9', '3', '5'],
        merge: [['3', '5']],
        stratified: true,
        first: 100,
        count: 4500,
      },
      network: { layers: [relu(24)] },
      loss: { ...base.loss, id: 'focal', gamma: 2, alpha: 1, classWeights: 'balanced' },
      optimiser: { ...base.optimiser, schedule: 'cosine', momentum: 0 },
      earlyStop: { patience: 3 },
      epochs: 30,
    },
    classes: ['3+5', '4', '9'],
  },
  squared: {
    config: {
      ...base,
      data: { ...base.data, validationFraction: 0 },
      network: { layers: [] },
      loss: { ...base.loss, id: 'squaredError' },
      optimiser: { ...base.optimiser, schedule: 'step', nesterov: false },
    },
    classes: '0123456789'.split(''),
  },
  standard: {
    config: {
      ...base,
      data: { ...base.data, scale: 'standard' },
      network: { layers: [relu(32)] },
      optimiser: { ...base.optimiser, rate: 0.01, l2: 0.1 },
    },
    classes: '0123456789'.split(''),
  },
  unscaled: {
    config: {
      ...base,
      data: { ...base.data, scale: 'none', validationFraction: 0 },
      network: { layers: [relu(32)] },
      optimiser: { ...base.optimiser, id: 'adam', rate: 0.001 },
    },
    classes: '0123456789'.split(''),
  },
  full: {
    config: {
      ...base,
      data: { ...base.data, source: 'mnist', count: 6000 },
      network: { layers: [relu(32)] },
      epochs: 10,
    },
    classes: '0123456789'.split(''),
  },
  layers: {
    config: {
      ...base,
      network: {
        layers: [
          { kind: 'dense', width: 40, activation: 'tanh' },
          { kind: 'dense', width: 20, activation: 'tanh' },
        ],
      },
      optimiser: { ...base.optimiser, id: 'adam', rate: 0.002 },
      batch: 100,
      epochs: 12,
      seed: 5,
    },
    classes: '0123456789'.split(''),
  },
};

/** The scripts of all runs by name. The accuracy of a run is not compared. */
export function scripts(): Record<string, string> {
  const made: [string, string][] = Object.entries(scriptRuns).flatMap(([name, { config, classes }]) => {
    const run = { title: `${name} "run" · ü`, config, classes, testAccuracy: 0 };
    const torch: [string, string] = [`${name}-pytorch`, pytorchScript(run)];
    return fitsSklearn(config) ? [torch, [`${name}-sklearn`, sklearnScript(run)]] : [torch];
  });
  return Object.fromEntries(made);
}
