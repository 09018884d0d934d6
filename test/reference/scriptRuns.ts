import { readFileSync } from 'node:fs';
import { defaultConfig, type LayerConfig, type RunConfig, type RunFiles } from '@surprisal/core';
import type { ReadForm } from '../../extension/protocol/inspector/table.js';
import { readTable } from '../../extension/worker/table.js';
import { fitsSklearn, sklearnScript } from '../../extension/runs/derive/sklearnScript.js';

const base = defaultConfig();
const relu = (width: number): LayerConfig => ({ kind: 'dense', width, activation: 'relu' });

/** The images of colour that a run was trained on, by the arguments of `colourImages`, and how its files hold them. */
interface Colours {
  images: { width: number; height: number; count: number; classes: number; seed: number };
  /** Arrays that lie alone, channels first, with whole numbers as labels; or both in one archive, with texts. */
  as: 'npy' | 'npz';
}

/** Runs whose scripts were executed. Together they cover every kind of layer, loss, schedule, scale and part of the data. */
export const scriptRuns: Record<string, { config: RunConfig; classes: string[]; colours?: Colours; table?: string }> = {
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
  colour: {
    colours: { images: { width: 21, height: 14, count: 900, classes: 4, seed: 8 }, as: 'npy' },
    config: {
      ...base,
      data: {
        ...base.data,
        source: 'files',
        files: { images: 'colour/images.npy', labels: 'colour/labels.npy' },
        scale: 'byte',
      },
      network: {
        layers: [
          { kind: 'convolution', size: 4, channels: 5, activation: 'relu' },
          { kind: 'maxPool', size: 2 },
          { kind: 'convolution', size: 2, channels: 6, activation: 'tanh' },
          { kind: 'dense', width: 16, activation: 'sigmoid' },
        ],
      },
      optimiser: { ...base.optimiser, rate: 0.2, l2: 0.01 },
      batch: 25,
      epochs: 1,
      seed: 4,
    },
    classes: '0123'.split(''),
  },
  colourDense: {
    colours: { images: { width: 9, height: 12, count: 900, classes: 6, seed: 8 }, as: 'npz' },
    config: {
      ...base,
      data: {
        ...base.data,
        source: 'files',
        files: { images: 'colour/both.npz' },
        scale: 'standard',
        classes: ['5', '0', '3', '4'],
        merge: [['0', '4']],
        stratified: true,
        first: 60,
        count: 800,
      },
      network: { layers: [relu(12)] },
      optimiser: { ...base.optimiser, rate: 0.01 },
      batch: 50,
      epochs: 3,
      seed: 6,
    },
    classes: ['5', '0+4', '3'],
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
  wine: {
    config: {
      ...base,
      data: { ...base.data, source: 'files', files: { images: 'wine.csv' }, scale: 'standard', stratified: true },
      network: { layers: [relu(8)] },
      batch: 16,
      mode: 'replay',
    },
    classes: ['Barbera', 'Barolo', 'Grignolino'],
    table: 'wine.csv',
  },
  pets: {
    config: {
      ...base,
      data: {
        ...base.data,
        source: 'files',
        files: { images: 'pets.csv' },
        target: 'kind',
        leaveOut: ['Id'],
        oneHot: ['color'],
        scale: 'standard',
        merge: [['cat', 'dog']],
        first: 10,
        count: 280,
      },
      network: { layers: [relu(8)] },
      batch: 16,
      mode: 'replay',
    },
    classes: ['cat+dog', 'newt'],
    table: 'pets.csv',
  },
};

/** The images of colour of the runs that have them. */
export const scriptColours = (): Record<string, Colours> =>
  Object.fromEntries(Object.entries(scriptRuns).flatMap(([name, { colours }]) => (colours ? [[name, colours]] : [])));

/** The files of a run on a table; nothing of a run on MNIST. */
export const tableFiles = (table?: string): RunFiles | undefined =>
  table === undefined
    ? undefined
    : { images: { name: table, bytes: new Uint8Array(readFileSync(`test/reference/data/realTables/${table}`)) } };

/** How the table of a run is read. */
function formOf(config: RunConfig, files: RunFiles | undefined): ReadForm | undefined {
  if (!files) return undefined;
  const work = readTable({ config, files });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value.form ?? undefined;
  }
}

function sizeOf(table: ReadForm | undefined, colours: Colours | undefined) {
  const inputs = table?.features.reduce((sum, { words }) => sum + (words?.length ?? 1), 0);
  const { width, height } =
    inputs === undefined ? (colours?.images ?? { width: 28, height: 28 }) : { width: inputs, height: 1 };
  return { imageWidth: width, imageHeight: height, imageChannels: colours ? 3 : 1 };
}

/** The scripts of all runs by name. The accuracy of a run is not compared. */
export function scripts(): Record<string, string> {
  const made: [string, string][] = Object.entries(scriptRuns).flatMap(([name, { config, classes, colours, table }]) => {
    const form = formOf(config, tableFiles(table));
    const title = `${name} "run" · ü`;
    const run = { title, config, classes, testAccuracy: 0, ...sizeOf(form, colours), ...(form && { table: form }) };
    return fitsSklearn(config, run.classes.length) ? [[`${name}-sklearn`, sklearnScript(run)]] : [];
  });
  return Object.fromEntries(made);
}
