import {
  defaultConfig,
  partSets,
  prepareData,
  sliceRows,
  type Parts,
  type RunConfig,
  type RunFiles,
} from '@surprisal/core';
import { colourImages } from '../core/colourImages.js';
import { filesOf, inflate, trainerOf, type EpochStep } from '../core/training.js';
import { scriptRuns, tableFiles } from '../reference/scriptRuns.js';

const base = defaultConfig();
const relu = (width: number) => ({ kind: 'dense', width, activation: 'relu' }) as const;

/** Runs whose projects are trained, a few epochs each: those of the scripts, in batches that the rows don't divide into, and more. */
export const torchRuns: Record<string, RunConfig> = {
  ...Object.fromEntries(Object.entries(scriptRuns).map(([name, { config }]) => [name, { ...config, epochs: 2 }])),
  course: { ...base, batch: 70, epochs: 3 },
  // 120 steps an epoch, for a kill in the middle of one.
  killed: { ...base, batch: 27, epochs: 3 },
  // Of 180 batches the last has one row, so most processes have none.
  cycle: {
    ...base,
    data: { ...base.data, first: 0, count: 3582, testFraction: 0.5, validationFraction: 0 },
    network: { layers: [relu(20), { kind: 'dense', width: 15, activation: 'tanh' }] },
    loss: {
      ...base.loss,
      id: 'focal',
      gamma: 0.5,
      labelSmoothing: 0.1,
      classWeights: [1, 2, 0.5, 1, 1, 3, 1, 0, 1, 1],
    },
    optimiser: { ...base.optimiser, schedule: 'oneCycle', rate: 0.05, l2: 0.02 },
    batch: 10,
    epochs: 2,
    earlyStop: null,
  },
};

/** The data of a run as it was read and parted. */
export function partsOf(name: string): { config: RunConfig; parts: Parts; files: RunFiles } {
  const config = torchRuns[name];
  const { colours, table } = scriptRuns[name] ?? {};
  const { first = 0, count = 900 } = config.data;
  const files =
    tableFiles(table) ?? (colours ? { images: { name: 'colour', bytes: new Uint8Array(0) } } : filesOf(config));
  const parts = colours
    ? partSets(config, [sliceRows(colourImages(colours.images), first, count)])
    : prepareData(config, files, inflate);
  return { config, parts, files };
}

/** The record of a run: the mean loss and the accuracy of each batch, and its epochs. */
export function recordOf(config: RunConfig, parts: Parts): { losses: number[]; shares: number[]; epochs: EpochStep[] } {
  const { trainer } = trainerOf(config, { parts });
  const [losses, shares, epochs]: [number[], number[], EpochStep[]] = [[], [], []];
  for (const step of trainer.run())
    if (step.kind === 'batch') {
      losses.push(step.record.loss);
      shares.push(step.record.accuracy);
    } else if (step.kind === 'epoch') epochs.push({ ...step, predicted: [] });
  return { losses, shares, epochs };
}
