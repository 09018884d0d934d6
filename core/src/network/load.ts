import { counted } from '../numeric/describe.js';
import { type Dataset, featuresEach } from '../data/dataset.js';
import type { Kernel } from '../kernels/kernel.js';
import { CoreError } from '../numeric/error.js';
import type { MersenneTwister } from '../numeric/mersenneTwister.js';
import type { RunConfig } from './config.js';
import { pixelForm, type Dimensions, type Layout } from './layout.js';
import { countNonzero, countQuads, loadEntries, loadQuads } from './pixels.js';
import { sameScaling, type Scaling } from './scaling.js';

/** The images of a run, one set after the other, and which of them are for what, by their number over all sets. */
export interface Parted {
  sets: readonly Dataset[];
  train: Uint32Array;
  validation: Uint32Array;
  test: Uint32Array;
}

/** With what is done to the features of all of them alike. */
export interface Parts extends Parted {
  scaling: Scaling;
}

/** The class of every image, by its number over all sets. */
export function imageLabels({ sets }: Pick<Parts, 'sets'>): Uint8Array {
  const labels = new Uint8Array(sets.reduce((sum, set) => sum + set.count, 0));
  sets.reduce((at, set) => (labels.set(set.labels, at), at + set.count), 0);
  return labels;
}

/** The sizes that fix the layout of a run's memory. */
export function measure({ sets, scaling }: Parts, threads: number, config: RunConfig): Dimensions {
  const { width, height, channels, classes } = sets[0];
  const size = featuresEach(sets[0]);
  const images = sets.reduce((sum, set) => sum + set.count, 0);
  const all = sets.map(({ features }) => features);
  const bytes = scaling.rule === 'byte' && all.every((features) => features instanceof Uint8Array);
  const form = pixelForm(config, bytes, classes.length);
  const count = (features: Uint8Array): number =>
    form === 'quads' ? countQuads(features, size) : countNonzero(features);
  const entries = form === 'all' ? 0 : (all as Uint8Array[]).reduce((sum, features) => sum + count(features), 0);
  return { images, width, height, channels, bytes, entries, classes: classes.length, threads };
}

/** The data that lies in a memory, which the next run on the same data finds there. */
const loaded = new WeakMap<Kernel['memory'], { layout: Layout; features: Dataset['features'][]; scaling: Scaling }>();

/**
 * Writes images, labels and tables into the memory that was laid out for them. Images that it had before are not written
 * again, so between two runs in one memory nobody changes their features.
 */
export function loadData({ sets, scaling }: Parts, layout: Layout, { memory }: Kernel): void {
  let image = 0;
  for (const { labels, count } of sets) {
    memory.bytes.set(labels, layout.labels + image);
    image += count;
  }
  const features = sets.map((set) => set.features);
  const before = loaded.get(memory);
  const isThere =
    before?.layout === layout &&
    before.features.length === sets.length &&
    before.features.every((each, i) => each === features[i]) &&
    sameScaling(before.scaling, scaling);
  if (isThere) return;
  loadImages(sets, scaling, layout, memory);
  loaded.set(memory, { layout, features, scaling });
}

function loadImages(sets: readonly Dataset[], scaling: Scaling, layout: Layout, memory: Kernel['memory']): void {
  const { real, bytes, ints, realBytes } = memory;
  for (const { pointer, values } of layout.tables) ints.set(values, pointer / 4);
  for (let b = 0; b < 256; b++) real[layout.table / realBytes + b] = b / 255;
  let image = 0;
  let entry = 0;
  for (const { features, count } of sets) {
    const size = layout.pixels;
    if (layout.entries) entry = loadEntries(layout.entries, memory, features, image, entry, size);
    else if (layout.quads) entry = loadQuads(layout.quads, memory, features, image, entry, size);
    else if (layout.bytes) bytes.set(features, layout.features + image * size);
    else loadReals(real, layout.features / realBytes + image * size, features, scaling);
    image += count;
  }
}

/** Writes the features of a set from `at` on, as the network takes them. */
function loadReals(
  real: Float32Array | Float64Array,
  at: number,
  features: Dataset['features'],
  { mean, deviation }: Scaling,
): void {
  const size = mean.length;
  for (let from = 0; from < features.length; from += size)
    for (let j = 0; j < size; j++) real[at + from + j] = (features[from + j] - mean[j]) / deviation[j];
}

/**
 * Draws the first weights, uniform within `sqrt(6 / (fan in + fan out))` (2 where the activation is sigmoid), layer
 * by layer, weights before bias, as scikit-learn does (Glorot and Bengio, 2010).
 */
export function initialise(layout: Layout, { memory }: Kernel, config: RunConfig, random: MersenneTwister): void {
  const { real, realBytes } = memory;
  real.fill(0, layout.base / realBytes, layout.base / realBytes + layout.length * (1 + layout.states));
  const activations = config.network.layers.flatMap((layer) => ('activation' in layer ? [layer.activation] : []));
  layout.parameters.forEach(({ offset, rows, columns, place, bias, exists, fanIn, fanOut }, i) => {
    const factor = (activations[i] ?? activations.at(-1)) === 'sigmoid' ? 2 : 6;
    const bound = Math.sqrt(factor / (fanIn + fanOut));
    const at = (layout.base + offset) / realBytes;
    for (let row = 0; row < rows; row++)
      if (exists(row)) for (let j = 0; j < columns; j++) real[at + place(row, j)] = random.uniform(-bound, bound);
    for (let j = 0; j < columns; j++) real[at + bias + j] = random.uniform(-bound, bound);
  });
}

/** The weights and biases of one layer, without padding. */
export interface LayerWeights {
  weights: Float32Array | Float64Array;
  shape: [number, number];
  bias: Float32Array | Float64Array;
}

/** Copies the weights out of the memory. */
export function readWeights(layout: Layout, { memory }: Kernel): LayerWeights[] {
  const { real, realBytes } = memory;
  return layout.parameters.map(({ offset, rows, columns, place, bias, exists }) => {
    const at = (layout.base + offset) / realBytes;
    const existing = Array.from({ length: rows }, (_, row) => row).filter(exists);
    const make = real.constructor as new (n: number) => Float32Array | Float64Array;
    const weights = new make(existing.length * columns);
    existing.forEach((row, i) => {
      for (let j = 0; j < columns; j++) weights[i * columns + j] = real[at + place(row, j)]!;
    });
    return { weights, shape: [existing.length, columns], bias: real.slice(at + bias, at + bias + columns) };
  });
}

/** All weights as bytes, little-endian, layer by layer, each bias after its weights: what the hash of a run is of. */
export function weightBytes(layers: readonly LayerWeights[]): Uint8Array {
  const parts = layers.flatMap(({ weights, bias }) => [weights, bias]);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** What one item of a set is called. */
export const itemNoun = ({ height }: Dataset): 'row' | 'image' => (height === 1 ? 'row' : 'image');

/** Refuses data that a network of this configuration can't take. */
export function checkParts({ sets, train, validation, test }: Parted, config: RunConfig): void {
  const { classWeights } = config.loss;
  const classes = sets[0].classes.length;
  if (classes < 2) throw new CoreError('data', `${classes} class`, '2 classes or more', { argument: 'labels' });
  if (train.length === 0 || test.length === 0)
    throw new CoreError(
      'data',
      `${counted(train.length, itemNoun(sets[0]))} left to train on, ${test.length} to test`,
      'one or more of each',
    );
  if (config.earlyStop && validation.length === 0)
    throw new CoreError('data', `no ${itemNoun(sets[0])} to validate on`, 'one or more, since earlyStop reads them');
  if (Array.isArray(classWeights) && classWeights.length !== classes) {
    const expected = `one for each of the ${counted(classes, 'class', 'classes')}`;
    throw new CoreError('option', counted(classWeights.length, 'weight'), expected, { argument: 'loss.classWeights' });
  }
}
