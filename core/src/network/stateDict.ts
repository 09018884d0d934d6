import { asciiJson } from '../data/asciiJson.js';
import { dataError, type NamedBytes } from '../data/bytes.js';
import { writeSafetensors, type Safetensors } from '../data/safetensors.js';
import { channelsFirst, outputsFirst, shapeFirst } from './channelOrder.js';
import { checkpointScaling, checkpointTensors, expectTensor } from './checkpoint.js';
import type { LayerConfig } from './config.js';
import type { LayerWeights } from './load.js';
import { sizeOf, type PlainShape } from './plainLayers.js';
import type { Scaling } from './scaling.js';
import { sequentialOf, takesPictures, type Module, type WeightedModule } from './sequential.js';

/** A network without its weights: what they are of. */
export interface ModelShape {
  layers: readonly LayerConfig[];
  /** Of one image; a row of a table has height 1. */
  item: PlainShape;
  classes: readonly string[];
}

/** A network that was trained, or began to be. */
export interface TrainedModel extends ModelShape {
  /** Epochs that are done. */
  epoch: number;
  scaling: Scaling;
  /** Layer by layer, those of pools left out. */
  weights: LayerWeights[];
  /** The generator's 624 words and its place among them. */
  generator: Uint32Array;
}

/** Where a module with weights stands among the modules. */
export const weightedModules = (modules: readonly Module[]): { place: number; module: WeightedModule }[] =>
  modules.flatMap((module, place) => ('outputs' in module ? [{ place, module }] : []));

/**
 * The network of a checkpoint.
 * Throws `data` with the file's name where it is none, is of another network, or does not say how features were scaled.
 */
export function trainedModel(checkpoint: NamedBytes, shape: ModelShape): TrainedModel {
  const { tensors, metadata } = checkpointTensors(checkpoint);
  const { name } = checkpoint;
  const scaling = checkpointScaling(checkpoint, sizeOf(shape.item));
  if (!scaling) throw dataError(name, 'no word on how features were scaled', 'a checkpoint of version 0.2.0 or later');
  const make = tensors.get('weights.0')?.data instanceof Float64Array ? Float64Array : Float32Array;
  const read = (key: string, size: readonly number[]): Float32Array | Float64Array =>
    expectTensor<Float32Array | Float64Array>(name, key, tensors.get(key), make, size).data;
  const modules = sequentialOf(shape.layers, shape.item, shape.classes.length);
  const weights = weightedModules(modules).map(({ module: { input, outputs } }, layer): LayerWeights => {
    const size: [number, number] = [sizeOf(input), outputs];
    return { weights: read(`weights.${layer}`, size), shape: size, bias: read(`weights.${layer}.bias`, [outputs]) };
  });
  const generator = expectTensor(name, 'generator', tensors.get('generator'), Uint32Array, [625]).data;
  return { ...shape, epoch: Number(metadata.get('epoch')), scaling, weights, generator };
}

/**
 * What a file of weights says beside them, each as a text of JSON: `network` (the layers before the last), `input` (the
 * shape of one item as PyTorch has it: `[channels, height, width]`, or `[n]` of a row), `classes` (the names of the
 * outputs), `epoch` and `scaling`: `{"rule": "none"}`; `{"rule": "byte"}`, features are divided by 255; or
 * `{"rule": "standard", "mean": [...], "deviation": [...]}`, of each feature its mean is taken away and the rest is divided
 * by its deviation, in the order of the input.
 */
export function modelMetadata({ layers, item, classes, epoch, scaling }: TrainedModel): Map<string, string> {
  const { rule, mean, deviation } = scaling;
  const inOrder = (values: Float64Array): number[] => [...channelsFirst(values, item)];
  const fitted = rule === 'standard' && { mean: inOrder(mean), deviation: inOrder(deviation) };
  const said: Record<string, unknown> = {
    network: layers,
    input: shapeFirst(item, takesPictures(layers, item)),
    classes,
    epoch,
    scaling: { rule, ...fitted },
  };
  return new Map([
    ['producer', 'surprisal'],
    ...Object.entries(said).map(([key, value]): [string, string] => [key, asciiJson(value)]),
  ]);
}

/**
 * The weights of a model as the `state_dict` of an `nn.Sequential` of PyTorch, in a safetensors file that
 * `model.load_state_dict(safetensors.torch.load_file(path), strict=True)` takes. `sequentialOf` gives the modules, and by
 * their places the names: of `nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
 * nn.Linear(1152, 10))` they are `0.weight`, `0.bias`, `4.weight` and `4.bias`. Pictures are `(channels, height, width)`;
 * their values are scaled before, as `scaling` of `modelMetadata` says.
 *
 * The metadata also holds `generator`, a JSON list of the 624 words of the generator's state and its place, from which
 * NumPy draws what comes next, the order of the first epoch where the epoch is 0:
 *
 *     with safetensors.safe_open(path, "np") as file:
 *         *words, place = json.loads(file.metadata()["generator"])
 *     random = np.random.RandomState()
 *     random.set_state(("MT19937", np.array(words, np.uint32), place))
 *     order = random.permutation(len(train_x))
 */
export function stateDict(model: TrainedModel): Uint8Array {
  const tensors: Safetensors['tensors'] = new Map();
  const modules = sequentialOf(model.layers, model.item, model.classes.length);
  weightedModules(modules).forEach(({ place, module: { kind, input, outputs } }, layer) => {
    const { weights, bias } = model.weights[layer];
    const shape = [outputs, ...shapeFirst(input, kind === 'convolution')];
    tensors.set(`${place}.weight`, { shape, data: outputsFirst(weights, input, outputs) });
    tensors.set(`${place}.bias`, { shape: [outputs], data: bias });
  });
  const metadata = new Map([
    ['format', 'pt'],
    ...modelMetadata(model),
    ['generator', JSON.stringify([...model.generator])],
  ] as [string, string][]);
  return writeSafetensors({ tensors, metadata });
}
