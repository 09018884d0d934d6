import type { Activation, LayerConfig } from './config.js';
import { sizeOf, type PlainShape } from './plainLayers.js';

/**
 * A module of PyTorch's `nn.Sequential`. What a `linear` one takes is a picture of shape `input` that was flattened,
 * channels first; of a row the shape is its values side by side, `1 x n x 1`.
 */
export type Module =
  | { kind: 'flatten' }
  | { kind: 'activation'; activation: Activation }
  | { kind: 'maxPool'; size: number }
  | WeightedModule;

/** One that has weights: the shape that each of its outputs sees. */
export interface WeightedModule {
  kind: 'convolution' | 'linear';
  input: PlainShape;
  outputs: number;
}

const isWindow = (layer: LayerConfig | undefined): boolean => layer !== undefined && layer.kind !== 'dense';

/** Whether the network takes an item as a picture, `(channels, height, width)`, and not as a row of values. */
export const takesPictures = (layers: readonly LayerConfig[], { height }: PlainShape): boolean =>
  height > 1 || isWindow(layers[0]);

/**
 * A network as the modules of an `nn.Sequential`, each at its place: a tensor of its `state_dict` is named by the place,
 * such as `0.weight`. Pictures come as PyTorch has them, `(channels, height, width)`, and are flattened before the first
 * `linear`; a row of a table comes as it is.
 * @example sequentialOf([], { height: 28, width: 28, channels: 1 }, 10).length // 2
 */
export function sequentialOf(layers: readonly LayerConfig[], item: PlainShape, classes: number): Module[] {
  const modules: Module[] = [];
  let pictures = takesPictures(layers, item);
  let { height, width, channels } = pictures ? item : rowOf(sizeOf(item));
  const linear = (outputs: number): void => {
    if (pictures) modules.push({ kind: 'flatten' });
    modules.push({ kind: 'linear', input: { height, width, channels }, outputs });
    ({ height, width, channels } = rowOf(outputs));
    pictures = false;
  };
  for (const layer of layers) {
    if (layer.kind === 'maxPool') {
      [height, width] = [Math.floor(height / layer.size), Math.floor(width / layer.size)];
      modules.push({ kind: 'maxPool', size: layer.size });
      continue;
    }
    if (layer.kind === 'dense') linear(layer.width);
    else {
      const { size, channels: outputs } = layer;
      modules.push({ kind: 'convolution', input: { height: size, width: size, channels }, outputs });
      [height, width, channels] = [height - size + 1, width - size + 1, outputs];
    }
    modules.push({ kind: 'activation', activation: layer.activation });
  }
  linear(classes);
  return modules;
}

const rowOf = (width: number): PlainShape => ({ height: 1, width, channels: 1 });
