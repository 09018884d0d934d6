import { dataError } from '../data/bytes.js';
import { counted, tuple } from '../numeric/describe.js';
import { channelsLast, outputsLast, shapeFirst } from './channelOrder.js';
import { checkScaling } from './checkpoint.js';
import type { LayerConfig } from './config.js';
import type { LayerWeights } from './load.js';
import { sizeOf, type PlainShape } from './plainLayers.js';
import { evenScaling, type Scaling } from './scaling.js';
import { sequentialOf, takesPictures } from './sequential.js';
import { weightedModules } from './stateDict.js';

type Reals = Float32Array | Float64Array;

/** Weights and bias of one layer as PyTorch has them; without a bias it is zero. */
export interface ForeignWeights {
  name: string;
  shape: readonly number[];
  data: Reals;
  bias: { shape: readonly number[]; data: Reals } | null;
}

/** What a model does to features before its first layer: `(x - mean) / deviation`, of one number, one a channel, or as its input is. */
export interface ForeignScaling {
  mean: Float64Array;
  deviation: Float64Array;
}

/** A network of another program: its layers but for the last, its weights, and what else its file says. */
export interface ForeignModel {
  file: string;
  layers: LayerConfig[];
  weights: ForeignWeights[];
  /** Shape of one item, `[channels, height, width]`, `[height, width]` or `[n]`; null for a side, or all, that is open. */
  input: (number | null)[] | null;
  /** Classes that it tells apart. */
  outputs: number;
  /** Their names, where the file has them. */
  classes: string[] | null;
  inside: ForeignScaling | null;
  /** What is done to features before they come to the model; null where the file does not say. */
  before: ScalingSaid | null;
}

/** What is done to features before a model, in words of the model's metadata. */
export type ScalingSaid = { rule: 'none' | 'byte' } | ({ rule: 'standard' } & ForeignScaling);

/** A network in our own terms. */
export interface FittedModel {
  weights: LayerWeights[];
  scaling: Scaling;
}

/**
 * The weights and the scaling of a model of another program for items of a shape, in our order: channels last, inputs by
 * outputs. `before` is what was done to features before the model, each feature with its own numbers, in our order.
 * Throws `data` with the file's name where a shape does not fit the items or the layers.
 */
export function fitModel(model: ForeignModel, item: PlainShape, before: Scaling): FittedModel {
  const { file, layers, input, inside } = model;
  const pictures = takesPictures(layers, item);
  const { channels } = item;
  const sides = input && fittingSides(input, item, pictures);
  const wanted = shapeFirst(item, pictures);
  if (input && !sides)
    throw dataError(file, `a model of inputs of shape ${tuple(input.map((side) => side ?? NaN))}`, tuple(wanted));
  if (channels > 1 && (layers[0]?.kind ?? 'dense') === 'dense' && !saysOrder(input, item))
    throw dataError(
      file,
      `dense weights of pictures of ${channels} channels, and no word on their order`,
      'a model that says the shape of its input: channels, height, width',
    );
  const modules = sequentialOf(layers, item, model.outputs);
  const weights = weightedModules(modules).map(({ module: { kind, input: seen, outputs } }, i): LayerWeights => {
    const { name, shape, data, bias } = model.weights[i];
    const expected = [outputs, ...shapeFirst(seen, kind === 'convolution')];
    if (shape.join() !== expected.join())
      throw dataError(file, `"${name}" of shape ${tuple(shape)}`, `${tuple(expected)} for items of ${tuple(wanted)}`);
    const own = bias?.data ?? new Float32Array(outputs);
    if (![data, own].every((values) => values.every(Number.isFinite)))
      throw dataError(file, `"${name}" with numbers that are not finite`, 'finite ones');
    return { weights: outputsLast(data, seen, outputs), shape: [sizeOf(seen), outputs], bias: own };
  });
  return { weights, scaling: inside ? joined(before, inside, item, file) : before };
}

/** Whether an input that fits pictures of colour says that channels come first: it has no open side, or would not fit them last. */
const saysOrder = (input: ForeignModel['input'], { height, width, channels }: PlainShape): boolean =>
  input !== null &&
  (!input.includes(null) || [height, width, channels].some((side, i) => input[i] !== null && input[i] !== side));

/** Whether items have the sides of an input, where it says them. */
function fittingSides(input: readonly (number | null)[], { height, width, channels }: PlainShape, pictures: boolean) {
  const fits = (sides: readonly number[]): boolean =>
    input.length === sides.length && input.every((side, i) => side === null || side === sides[i]);
  // What order the values of a picture of colour have in a row is not known.
  const inRow = !pictures || channels === 1;
  return (
    (pictures && (fits([channels, height, width]) || (channels === 1 && fits([height, width])))) ||
    (inRow && fits([height * width * channels]))
  );
}

/** Two scalings, one after the other, as one. */
function joined(before: Scaling, { mean, deviation }: ForeignScaling, item: PlainShape, file: string): Scaling {
  const size = sizeOf(item);
  const ofItem = (values: Float64Array): Reals => {
    const { channels } = item;
    // One number for all, or one a channel.
    if (values.length === 1 || values.length === channels)
      return new Float64Array(size).map((_, j) => values[j % values.length]);
    if (values.length !== size) throw dataError(file, `a scaling of ${counted(values.length, 'number')}`, String(size));
    return channelsLast(values, item);
  };
  const [m, d] = [ofItem(mean), ofItem(deviation)];
  const all = {
    mean: before.mean.map((first, j) => first + m[j] * before.deviation[j]),
    deviation: before.deviation.map((first, j) => first * d[j]),
  };
  checkScaling(file, all);
  const even = all.mean.every((each) => each === 0) && [1, 255].find((n) => all.deviation.every((each) => each === n));
  return even ? evenScaling(even === 1 ? 'none' : 'byte', size) : { rule: 'standard', ...all };
}

/** What was said of features before a model, for items of a shape. */
export function saidScaling(said: ScalingSaid, item: PlainShape, file: string): Scaling {
  if (said.rule !== 'standard') return evenScaling(said.rule, sizeOf(item));
  return joined(evenScaling('none', sizeOf(item)), said, item, file);
}
