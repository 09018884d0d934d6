import { counted, tuple } from '../numeric/describe.js';
import { dataError, type NamedBytes } from '../data/bytes.js';
import { readSafetensors, writeSafetensors, type Safetensors, type StoredTensor } from '../data/safetensors.js';
import type { Layout } from './layout.js';
import type { Parts } from './load.js';
import type { Snapshot } from './records.js';
import { evenScaling, type Scaling } from './scaling.js';
import { scaleRules } from './runFields.js';

/** What the parts of the parameters are called: the weights themselves, then the optimiser's states. */
const partNames = { 1: ['weights', 'velocity'], 2: ['weights', 'mean', 'variance'] } as const;
const counters = ['step', 'epoch', 'batch', 'lossSum', 'hits', 'best', 'stale'] as const;
/** A checkpoint of an earlier version does not have it. */
const later = 'lossSumWithoutPenalty' as const;
const VERSION = '1';

type Reals = Float32Array | Float64Array;

/**
 * A state of training as a safetensors file: `weights.0` to the last layer with `weights.0.bias` and so on, the
 * optimiser's states alike, the generator's state, the order of the images, and the counters as metadata; with the rule
 * that features were scaled by, and what was fitted for it as `scaling.mean` and `scaling.deviation`. Training
 * that goes on from it gives the same bits as training that was never interrupted, on a kernel of the same name.
 */
export function writeCheckpoint(layout: Layout, snapshot: Snapshot, scaling: Scaling, kernel: string): Uint8Array {
  const tensors: Safetensors['tensors'] = new Map();
  const reals = snapshot.parameters;
  eachBlock(layout, (name, shape, [rows, columns], place) => {
    const data = new (reals.constructor as new (n: number) => Reals)(rows * columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j] = reals[place(i, j)];
    tensors.set(name, { shape, data });
  });
  const { rule, ...fitted } = scaling;
  if (rule === 'standard')
    for (const [name, data] of Object.entries(fitted)) tensors.set(`scaling.${name}`, { shape: [data.length], data });
  tensors.set('generator', { shape: [snapshot.random.length], data: snapshot.random });
  tensors.set('order', { shape: [snapshot.order.length], data: snapshot.order });
  const metadata = new Map([
    ['format', 'surprisal checkpoint'],
    ['version', VERSION],
    ['kernel', kernel],
    ['scale', rule],
    ...[...counters, later].map((key): [string, string] => [key, String(snapshot[key])]),
  ]);
  return writeSafetensors({ tensors, metadata });
}

/**
 * Reads a checkpoint for a network of this layout and so many training images. Where it was made by another
 * optimiser, the states of this one begin at zero.
 * Throws `data` with the file's name where it is no checkpoint, or one of another network, precision or data set.
 */
export function readCheckpoint(file: NamedBytes, layout: Layout, trainCount: number): Snapshot {
  const { tensors, metadata } = checkpointTensors(file);
  const { name } = file;
  const make = (layout.precision === 'double' ? Float64Array : Float32Array) as new (n: number) => Reals;
  const parameters = new make(layout.length * (1 + layout.states));
  eachBlock(layout, (key, shape, [rows, columns], place) => {
    const found = tensors.get(key);
    if (!found && !key.startsWith('weights')) return;
    const { data } = expectTensor(name, key, found, make, shape);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) parameters[place(i, j)] = data[i * columns + j];
  });
  const random = expectTensor(name, 'generator', tensors.get('generator'), Uint32Array, [625]).data;
  const order = expectTensor(name, 'order', tensors.get('order'), Uint32Array, [trainCount]).data;
  const seen = new Uint8Array(trainCount);
  for (const position of order) if (position < trainCount) seen[position] = 1;
  if (seen.includes(0))
    throw dataError(name, 'an order that leaves images out', `each of ${counted(trainCount, 'image')} once`);
  const numbers = counters.map((key): [string, number] => [key, Number(metadata.get(key) ?? NaN)]);
  const wrong = numbers.find(([key, value]) =>
    key === 'lossSum' || key === 'best' ? Number.isNaN(value) : !Number.isSafeInteger(value) || value < 0,
  );
  if (wrong) throw dataError(name, `${wrong[0]} "${metadata.get(wrong[0])}"`, 'a number');
  const { step, epoch, batch, lossSum, hits, best, stale } = Object.fromEntries(numbers) as Record<
    (typeof counters)[number],
    number
  >;
  const lossSumWithoutPenalty = Number(metadata.get(later) ?? NaN);
  return { step, epoch, batch, lossSum, lossSumWithoutPenalty, hits, best, stale, random, order, parameters };
}

/**
 * How the features of a checkpoint's network were scaled; null where the checkpoint does not say, as version 0.1.0 wrote it.
 * Throws `data` with the file's name where it is of another size of image, or holds what nothing can be divided by.
 */
export function checkpointScaling(file: NamedBytes, size: number): Scaling | null {
  const { tensors, metadata } = checkpointTensors(file);
  const found = metadata.get('scale');
  if (found === undefined) return null;
  const rule = scaleRules.find((each) => each === found);
  if (!rule) throw dataError(file.name, `scale "${found}"`, `one of ${scaleRules.join(', ')}`);
  if (rule !== 'standard') return evenScaling(rule, size);
  const [mean, deviation] = ['scaling.mean', 'scaling.deviation'].map(
    (name) => expectTensor(file.name, name, tensors.get(name), Float64Array, [size]).data,
  );
  checkScaling(file.name, { mean, deviation });
  return { rule, mean, deviation };
}

/** Refuses what nothing can be divided by, and what is no number, by the file. */
export function checkScaling(file: string, { mean, deviation }: Pick<Scaling, 'mean' | 'deviation'>): void {
  if (!mean.every(Number.isFinite) || !deviation.every((each) => each > 0 && each < Infinity))
    throw dataError(file, 'a scaling of other numbers', 'finite means, and finite deviations above 0');
}

/**
 * The same parts, scaled as the network of a checkpoint was trained: where its rows have changed since, fitted numbers stay.
 * Throws `data` with the file's name where the checkpoint's rule is another.
 */
export function scaledAs(parts: Parts, checkpoint: NamedBytes): Parts {
  const scaling = checkpointScaling(checkpoint, parts.scaling.mean.length) ?? parts.scaling;
  if (scaling.rule !== parts.scaling.rule)
    throw dataError(checkpoint.name, `a network of scale ${scaling.rule}`, parts.scaling.rule);
  return { ...parts, scaling };
}

/** The tensors of a checkpoint; throws `data` with the file's name where it is something else. */
export function checkpointTensors(file: NamedBytes): Safetensors {
  const read = readSafetensors(file);
  const version = read.metadata.get('version');
  if (read.metadata.get('format') !== 'surprisal checkpoint')
    throw dataError(file.name, 'a file of something else', 'a checkpoint');
  if (version !== VERSION) throw dataError(file.name, `a checkpoint of version ${version}`, `version ${VERSION}`);
  return read;
}

/** Visits every block of the parameters by its name, with its shape in the file and where each of its numbers lies here. */
function eachBlock(
  { parameters, length, states }: Layout,
  visit: (name: string, shape: number[], size: [number, number], place: (i: number, j: number) => number) => void,
): void {
  const names = partNames[states as 1 | 2];
  names.forEach((part, p) => {
    parameters.forEach(({ at, rows, columns, place, bias, exists }, layer) => {
      const start = p * length + at;
      const existing = Array.from({ length: rows }, (_, row) => row).filter(exists);
      const shape: [number, number] = [existing.length, columns];
      visit(`${part}.${layer}`, shape, shape, (i, j) => start + place(existing[i], j));
      visit(`${part}.${layer}.bias`, [columns], [1, columns], (_, j) => start + bias + j);
    });
  });
}

/** One tensor of a checkpoint, of this type and shape; throws `data` with the file's name. */
export function expectTensor<T extends StoredTensor['data']>(
  file: string,
  name: string,
  found: StoredTensor | undefined,
  type: new (n: number) => T,
  shape: readonly number[],
): { data: T } {
  if (!found) throw dataError(file, `no tensor "${name}"`, `one of shape ${tuple(shape)}`);
  if (!(found.data instanceof type) || found.shape.join() !== shape.join())
    throw dataError(
      file,
      `"${name}" of shape ${tuple(found.shape)}, ${counted(8 * found.data.BYTES_PER_ELEMENT, 'bit')}`,
      `${tuple(shape)}, ${type.name.replace('Array', '').toLowerCase()}`,
    );
  return { data: found.data };
}
