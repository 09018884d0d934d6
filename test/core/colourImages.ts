import type { Dataset } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';

const GRID = 8;
const NOISE = 96;

/**
 * Seeded images of colour, as test/reference/colour.py makes them: each class is a grid of 8 by 8 colours, drawn over the
 * image, moved by a few pixels and hidden in noise. In whole numbers alone, so that both make the same bytes.
 */
export function colourImages({
  count,
  width,
  height,
  classes,
  seed,
}: Record<'count' | 'width' | 'height' | 'classes' | 'seed', number>): Dataset {
  const random = new Seeded(seed);
  const colours = Uint8Array.from({ length: classes * GRID * GRID * 3 }, () => random.below(256));
  const features = new Uint8Array(count * width * height * 3);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const [across, down] = [random.below(4), random.below(4)];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const row = Math.floor(((y + down) * GRID) / (height + 4));
        const column = Math.floor(((x + across) * GRID) / (width + 4));
        const cell = (((i % classes) * GRID + row) * GRID + column) * 3;
        for (let k = 0; k < 3; k++) {
          const value = 128 + ((colours[cell + k] - 128) >> 1) + random.below(NOISE) - NOISE / 2;
          features[at++] = Math.max(0, Math.min(255, value));
        }
      }
  }
  return {
    count,
    width,
    height,
    channels: 3,
    features,
    origin: { table: false, usual: 'byte', before: 'byte' },
    labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
    classes: Array.from({ length: classes }, (_, c) => String(c)),
  };
}
