import { counted } from '../numeric/describe.js';
import type { NamedBytes } from '../data/bytes.js';
import { CoreError } from '../numeric/error.js';
import { checkpointScaling, checkpointTensors, expectTensor } from './checkpoint.js';
import type { RunConfig } from './config.js';
import type { LayerWeights } from './load.js';
import { evenScaling, scaleRow } from './scaling.js';
import { plainPool, plainWindows, sizeOf, type PlainLayer, type PlainShape } from './plainLayers.js';

/** The sizes of a network's images and outputs. */
export interface ReaderSize {
  width: number;
  height: number;
  /** Of one pixel; 1 where it is left out. */
  channels?: number;
  /** How many classes. */
  classes: number;
}

/** What went through a network for one image, and what moves it. */
export interface Trace {
  /** The pixels, then the outputs of each layer; the last are the logits. */
  outputs: Float64Array[];
  /** Derivative of the weighted sum of the logits by each of `outputs`. */
  gradients: Float64Array[];
}

/** One weight a logit, or how they follow from the logits. */
type LogitWeights = Float64Array | ((logits: Float64Array) => Float64Array);

/** A trained network in double precision, which reads one image at a time. */
export interface Reader {
  readonly layers: readonly PlainLayer[];
  /** Features as their file has them, as the network takes them: scaled as they were in training. */
  inputs(features: ArrayLike<number>): Float64Array;
  /** `classes` logits of one image, whose pixels are as the network takes them. */
  logits(pixels: Float64Array): Float64Array;
  /** `d(sum w_k z_k) / d pixel` for weights `w` on the logits `z`. */
  gradient(pixels: Float64Array, weightsOnLogits: LogitWeights): Float64Array;
  /** Both, layer by layer. */
  trace(pixels: Float64Array, weightsOnLogits: LogitWeights): Trace;
}

/**
 * Opens the network of a checkpoint to read single images: its inputs, logits and their derivatives by the pixels, as training
 * takes them (0 where relu gave 0, the first of several greatest in a pool). Needs neither kernel nor data, and sums
 * in double precision in an order of its own, so its logits agree with those of training within rounding. A checkpoint
 * that does not say how features were scaled is taken for one of bytes / 255.
 * Throws `data` with the file's name where the checkpoint is of another network, precision or image size, and `shape`
 * where an image or the weights on the logits have another length.
 */
export function openReader(
  config: RunConfig,
  checkpoint: NamedBytes,
  { width, height, channels = 1, classes }: ReaderSize,
): Reader {
  const { tensors } = checkpointTensors(checkpoint);
  let shape: PlainShape = { height, width, channels };
  const size = sizeOf(shape);
  const scaling = checkpointScaling(checkpoint, size) ?? evenScaling('byte', size);
  const layers: PlainLayer[] = [];
  let read = 0;
  const make = config.mode === 'replay' ? Float64Array : Float32Array;
  const weightsOf = (rows: number, columns: number): LayerWeights => {
    const take = (name: string, wanted: number[]): LayerWeights['bias'] =>
      expectTensor<LayerWeights['bias']>(checkpoint.name, name, tensors.get(name), make, wanted).data;
    const name = `weights.${read++}`;
    return {
      weights: take(name, [rows, columns]),
      shape: [rows, columns],
      bias: take(`${name}.bias`, [columns]),
    };
  };
  const add = (layer: PlainLayer): void => {
    layers.push(layer);
    shape = layer.shape;
  };
  for (const layer of config.network.layers)
    if (layer.kind === 'dense')
      add(plainWindows(shape, shape, weightsOf(sizeOf(shape), layer.width), layer.activation));
    else if (layer.kind === 'maxPool') add(plainPool(shape, layer.size));
    else {
      const { size: side, channels: outputs, activation } = layer;
      const weights = weightsOf(side * side * shape.channels, outputs);
      add(plainWindows(shape, { height: side, width: side }, weights, activation));
    }
  add(plainWindows(shape, shape, weightsOf(sizeOf(shape), classes), null));

  const forward = (pixels: Float64Array): Float64Array[] => {
    expectLength('pixels', pixels, size);
    const outputs = [pixels];
    for (const layer of layers) outputs.push(layer.forward(outputs.at(-1)!));
    return outputs;
  };
  const trace: Reader['trace'] = (pixels, weightsOnLogits) => {
    const outputs = forward(pixels);
    const weights = typeof weightsOnLogits === 'function' ? weightsOnLogits(outputs.at(-1)!) : weightsOnLogits;
    expectLength('weightsOnLogits', weights, classes);
    const gradients = [weights];
    for (let i = layers.length - 1; i >= 0; i--)
      gradients.unshift(layers[i].backward(outputs[i], outputs[i + 1], gradients[0]));
    return { outputs, gradients };
  };
  return {
    layers,
    inputs: (features) => {
      expectLength('features', features, size);
      return scaleRow(scaling, features);
    },
    trace,
    logits: (pixels) => forward(pixels).at(-1)!,
    gradient: (pixels, weightsOnLogits) => trace(pixels, weightsOnLogits).gradients[0],
  };
}

function expectLength(argument: string, { length }: ArrayLike<number>, wanted: number): void {
  if (length !== wanted) throw new CoreError('shape', counted(length, 'number'), `${wanted}`, { argument });
}
