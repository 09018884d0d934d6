import { gzipSync } from 'node:zlib';
import { limits, readIdx, type NamedBytes } from '@surprisal/core';
import { inflate, mnist } from './core/training.js';
import { Seeded } from './reference/seeded.js';

const SIDE = 28;
/** The names of the classes: 00 to 99. */
export const twoDigitNames = Array.from({ length: 100 }, (_, c) => String(c).padStart(2, '0'));

/** Images of 28 x 56 with two digits of MNIST side by side, and the classes 0 to 99 that they are. */
export interface TwoDigits {
  count: number;
  pixels: Uint8Array;
  labels: Uint8Array;
}

/** As many of each class: the digits are drawn from the training or the test part by the seed. */
export function twoDigits(part: 'train' | 'test', count: number, seed: number): TwoDigits {
  const files = mnist('mnist');
  const [images, names] =
    part === 'train' ? [files.otherImages, files.otherLabels] : [files.testImages, files.testLabels];
  const digits = readIdx(images as NamedBytes, inflate).data as Uint8Array;
  const of = Array.from({ length: 10 }, (): number[] => []);
  readIdx(names as NamedBytes, inflate).data.forEach((digit: number, i: number) => of[digit].push(i));
  const random = new Seeded(seed);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 100);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [labels[i], labels[j]] = [labels[j], labels[i]];
  }
  const pixels = new Uint8Array(count * SIDE * SIDE * 2);
  labels.forEach((label, i) =>
    [Math.floor(label / 10), label % 10].forEach((digit, half) => {
      const from = random.pick(of[digit]) * SIDE * SIDE;
      for (let y = 0; y < SIDE; y++)
        pixels.set(digits.subarray(from + y * SIDE, from + (y + 1) * SIDE), ((i * SIDE + y) * 2 + half) * SIDE);
    }),
  );
  return { count, pixels, labels };
}

/** The two as gzipped IDX files. */
export function twoDigitFiles({ count, pixels, labels }: TwoDigits): { images: Uint8Array; labels: Uint8Array } {
  const idx = (shape: number[], data: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
    bytes.set([0, 0, 8, shape.length]);
    const view = new DataView(bytes.buffer);
    shape.forEach((n, axis) => view.setUint32(4 + 4 * axis, n));
    bytes.set(data, 4 + 4 * shape.length);
    if (bytes.length > limits.idxFile) throw new Error(`${bytes.length} bytes are more than an IDX file holds`);
    return gzipSync(bytes, { level: 1 });
  };
  return { images: idx([count, SIDE, SIDE * 2], pixels), labels: idx([count], labels) };
}
