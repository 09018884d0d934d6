import { dataError, type NamedBytes } from '../data/bytes.js';
import { readSafetensors, type StoredTensor } from '../data/safetensors.js';
import { counted } from '../numeric/describe.js';
import type { LayerConfig } from './config.js';
import type { ForeignModel, ForeignWeights } from './foreignModel.js';
import { saidOf } from './saidOfModel.js';

/** `a.weight` or `a.bias`. */
const NAME = /^(.*)\.(weight|bias)$/s;

/**
 * Reads a `state_dict` of PyTorch from a safetensors file. It holds no activations, strides or pools: they stand in our
 * metadata, or are those of `asked`; null where neither says them. Convolutions come first, then dense layers, each kind
 * in the order of its names, numbers by their value; where two have one shape, their names may differ by numbers alone.
 * Throws `data` with the file's name where it holds other tensors, or not those of so many layers.
 */
export function readStateDict(file: NamedBytes, asked: readonly LayerConfig[] | null): ForeignModel | null {
  const { tensors, metadata } = readSafetensors(file);
  const { name } = file;
  if (metadata.get('format') === 'surprisal checkpoint')
    throw dataError(name, 'a checkpoint of a run', 'exported weights: its run is resumed as it is');
  const { layers: own, ...said } = saidOf(metadata, name);
  const layers = own ?? asked;
  const weights = weightsOf(name, tensors);
  if (!layers) return null;
  const wanted = layers.filter(({ kind }) => kind !== 'maxPool').length + 1;
  if (weights.length !== wanted)
    throw dataError(name, `weights of ${counted(weights.length, 'layer')}`, `those of the ${wanted} of the network`);
  const outputs = weights[weights.length - 1].shape[0];
  return { file: name, layers: [...layers], weights, outputs, inside: null, ...said };
}

function weightsOf(file: string, tensors: ReadonlyMap<string, StoredTensor>): ForeignWeights[] {
  const weights: ForeignWeights[] = [];
  for (const [name, { shape, data }] of tensors) {
    const [, layer, kind] = NAME.exec(name) ?? [];
    if (layer === undefined || data instanceof Uint32Array || (kind === 'bias' && !tensors.has(`${layer}.weight`)))
      throw dataError(file, `the tensor "${name}"`, 'a weight, and perhaps a bias, of each dense or convolution layer');
    if (kind !== 'weight') continue;
    if (shape.length !== 4 && shape.length !== 2)
      throw dataError(
        file,
        `"${name}" of ${counted(shape.length, 'axis', 'axes')}`,
        '4 of a convolution, 2 of a dense layer',
      );
    const bias = tensors.get(`${layer}.bias`);
    weights.push({ name, shape, data, bias: bias ? { ...bias, data: Float64Array.from(bias.data) } : null });
  }
  weights.sort((a, b) => b.shape.length - a.shape.length || a.name.localeCompare(b.name, 'en', { numeric: true }));
  checkOrder(file, weights);
  return weights;
}

/** Of layers that could change places the names have to say the order: a file has none. */
function checkOrder(file: string, weights: readonly ForeignWeights[]): void {
  const alike = new Map<string, string>();
  for (const { name, shape } of weights) {
    const other = alike.get(shape.join());
    if (other !== undefined && withoutNumbers(other) !== withoutNumbers(name))
      throw dataError(file, `"${other}" and "${name}" of the same shape`, 'names that differ by numbers, their order');
    alike.set(shape.join(), name);
  }
}

const withoutNumbers = (name: string): string => name.replace(/\d+/g, '#');
