import { limits } from '../numeric/limits.js';
import type { RunConfig } from './config.js';

/** What a network is to be trained on: the shape of one item, and how many items and classes there are. */
export interface ItemShape {
  height: number;
  width: number;
  channels: number;
  classes: number;
  /** Items that are trained on. */
  count: number;
}

/** Why a network can't stand; `layer` counts from 0. */
export type Unfit =
  | { kind: 'afterDense'; layer: number }
  | { kind: 'rows'; layer: number; columns: number }
  | { kind: 'window'; layer: number; size: number; height: number; width: number }
  | { kind: 'large'; bytes: number; most: number };

/** Bytes of a checkpoint beside its numbers: names, counters and the generator. */
const BESIDES = 2 ** 16;

/**
 * Why the network of a configuration can't be trained on items of a shape, before anything is read or laid out: a window
 * stands after a dense layer or is larger than what comes to it, or a checkpoint would be larger than what is read back.
 * Null where it stands, and where what is known does not tell.
 */
export function unfitNetwork({ network, optimiser, mode }: RunConfig, items: ItemShape | null): Unfit | null {
  let { height, width, channels } = items ?? { height: Infinity, width: Infinity, channels: 1 };
  let inputs = height * width * channels;
  let numbers = 0;
  let dense = false;
  for (const [i, layer] of network.layers.entries()) {
    if (layer.kind === 'dense') {
      numbers += (inputs + 1) * layer.width;
      inputs = layer.width;
      dense = true;
      continue;
    }
    if (dense) return { kind: 'afterDense', layer: i };
    const { size } = layer;
    if (size > Math.min(height, width))
      return items?.height === 1
        ? { kind: 'rows', layer: i, columns: items.width }
        : { kind: 'window', layer: i, size, height, width };
    if (layer.kind === 'convolution') {
      numbers += (size * size * channels + 1) * layer.channels;
      [height, width, channels] = [height - size + 1, width - size + 1, layer.channels];
    } else [height, width] = [Math.floor(height / size), Math.floor(width / size)];
    inputs = height * width * channels;
  }
  if (!items) return null;
  numbers += (inputs + 1) * items.classes;
  const states = optimiser.id === 'adam' ? 2 : 1;
  const bytes = numbers * (1 + states) * (mode === 'replay' ? 8 : 4) + items.count * 4 + BESIDES;
  return bytes > limits.checkpoint ? { kind: 'large', bytes, most: limits.checkpoint } : null;
}
