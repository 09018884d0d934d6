import {
  chooseKernel,
  featuresEach,
  layOut,
  measure,
  type NamedBytes,
  openKernel,
  type Parts,
  readSafetensors,
  type Safetensors,
  scaledAs,
  stateDict,
  takesPictures,
  trainedModel,
  TrainingLoop,
  writeSafetensors,
} from '@surprisal/core';
import type { Model } from '../protocol/analysis.js';
import type { ProjectData } from '../protocol/project.js';
import { npyBytes } from '../runs/disk/matrices.js';
import { readAnew } from './lastRead.js';
import { Rows } from './rows.js';
import type { Work } from './work.js';

type Asked = Pick<Model, 'config' | 'files' | 'kernels'> & Partial<Pick<Model, 'checkpoint'>>;

const STATE = 'the first state';

/**
 * The rows of a run as its parts have them, as arrays of NumPy: classes chosen and merged, labels corrected, features as
 * they stand in their files. With them what the run began from: its first weights, and its generator; of a
 * branch those of the epoch that it goes on from, with the order of its rows and the state of its optimiser.
 */
export function projectData(asked: Asked, partsOf = readAnew): Work<ProjectData> {
  const { config } = asked;
  const read = partsOf(asked);
  const parts = asked.checkpoint ? scaledAs(read, asked.checkpoint) : read;
  const { height, width, channels, classes, columns } = parts.sets[0];
  const item = { height, width, channels };
  const pictures = takesPictures(config.network.layers, item);
  const one = pictures ? [height, width, ...(channels > 1 ? [channels] : [])] : [featuresEach(item)];
  const { rule, mean, deviation } = parts.scaling;
  return (function* () {
    const files: ProjectData['files'] = [];
    const add = (name: string, data: Parameters<typeof npyBytes>[0], shape: number[]): void => {
      files.push({ name: `data/${name}.npy`, bytes: npyBytes(data, shape) });
    };
    const rows = new Rows(parts.sets);
    const named = ['train', 'validation', 'test'] as const;
    for (const [i, part] of named.entries()) {
      yield { share: i / (named.length + 1) };
      const numbers = parts[part];
      if (numbers.length === 0) continue;
      add(`${part}-x`, featuresOf(rows, numbers), [numbers.length, ...one]);
      const labels = Uint8Array.from(numbers, (row) => rows.label(row));
      add(`${part}-y`, labels, [numbers.length]);
    }
    if (rule === 'standard') for (const [name, values] of Object.entries({ mean, deviation })) add(name, values, one);
    yield { share: named.length / (named.length + 1) };
    const state = firstState(asked, parts);
    const shape = { layers: config.network.layers, item, classes };
    const addWeights = (name: string, part: string): void => {
      files.push({ name: `${name}.safetensors`, bytes: stateDict(trainedModel(partOf(state, part), shape)) });
    };
    addWeights('start', 'weights');
    const { tensors, metadata } = state;
    if (asked.checkpoint) {
      add('order', tensors.get('order')!.data, [parts.train.length]);
      for (const part of ['velocity', 'mean', 'variance']) if (tensors.has(`${part}.0`)) addWeights(part, part);
    }
    const [step, epoch, best, stale] = ['step', 'epoch', 'best', 'stale'].map((key) => Number(metadata.get(key)));
    const begun = asked.checkpoint && { step, epoch, best, stale };
    const isTable = height === 1 && columns !== undefined && columns.length === width;
    return {
      files,
      item,
      pictures,
      classes: [...classes],
      rule,
      validates: parts.validation.length > 0,
      ...(begun && { begun }),
      ...(isTable && { columns: [...columns] }),
    };
  })();
}

/** The features of some rows of one set, one after the other. */
function featuresOf(rows: Rows, numbers: Uint32Array): Parameters<typeof npyBytes>[0] {
  const Features = rows.features(numbers[0]).constructor as new (n: number) => Parameters<typeof npyBytes>[0];
  const features = new Features(numbers.length * rows.size);
  numbers.forEach((row, i) => features.set(rows.features(row), i * rows.size));
  return features;
}

/** The state in which a run of these settings begins. */
function firstState({ config, kernels, checkpoint }: Asked, parts: Parts): Safetensors {
  const layout = layOut(config, measure(parts, 1, config));
  const kernel = openKernel(chooseKernel(kernels, layout.size, layout.precision));
  const training = new TrainingLoop(config, layout, parts, kernel);
  if (checkpoint) training.resume(checkpoint);
  return readSafetensors({ name: STATE, bytes: training.checkpoint() });
}

/** The same state with what the optimiser has of each weight, such as its `velocity`, in the place of the weights. */
function partOf({ tensors, metadata }: Safetensors, part: string): NamedBytes {
  const named = [...tensors].filter(([name]) => part === 'weights' || !name.startsWith('weights.'));
  const renamed = named.map(([name, tensor]): (typeof named)[0] => [name.replace(`${part}.`, 'weights.'), tensor]);
  return { name: STATE, bytes: writeSafetensors({ tensors: new Map(renamed), metadata }) };
}
