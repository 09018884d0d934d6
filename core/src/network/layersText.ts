import type { LayerConfig } from './config.js';

/** The layers of a network as a form and a title write them, such as `784-5x5x8-pool 2-10` between the two ends. */
export function layersText(layers: readonly LayerConfig[], ends: { inputs: number; classes: number } | null): string {
  const texts = layers.map(layerText);
  return (ends ? [ends.inputs, ...texts, ends.classes] : texts).join('-');
}

function layerText(layer: LayerConfig): string {
  if (layer.kind === 'dense') return String(layer.width);
  return layer.kind === 'maxPool' ? `pool ${layer.size}` : `${layer.size}x${layer.size}x${layer.channels}`;
}
