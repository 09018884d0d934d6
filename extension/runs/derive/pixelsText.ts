import type { RunSummary } from '../../protocol/run.js';

export type ImageSize = Pick<RunSummary, 'imageWidth' | 'imageHeight' | 'imageChannels'>;

/** The bytes of an image as JSON, a line of pixels a line of text: numbers, or of colour lists of three. */
export function pixelsText(pixels: Uint8Array, { imageWidth, imageHeight, imageChannels }: ImageSize): string {
  const list = (values: Iterable<number | string>): string => `[${[...values].join(', ')}]`;
  const pixel = (at: number): number | string =>
    imageChannels === 1 ? pixels[at] : list(pixels.subarray(at * imageChannels, (at + 1) * imageChannels));
  const line = (y: number): string => list(Array.from({ length: imageWidth }, (_, x) => pixel(y * imageWidth + x)));
  return `[\n${Array.from({ length: imageHeight }, (_, y) => `    ${line(y)}`).join(',\n')}\n  ]`;
}
