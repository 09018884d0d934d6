import { featuresEach, type Parts, rowInFile, scaleRow } from '@surprisal/core';
import { placesIn } from './placesIn.js';

/** The images of a run by their number over all sets: as a network takes them, and as bytes for display. */
export interface Images {
  /** Pixels of one image. */
  readonly size: number;
  /** Least and greatest value that a network is given, of each pixel. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  label(image: number): number;
  /** Where it stands in its file, from 0. */
  rowInFile(image: number): number;
  /** The file that it lies in, where each has one of its own. */
  file(image: number): string | undefined;
  /** As it lies in its file. */
  row(image: number): Parts['sets'][0]['features'];
  /** What a network takes. */
  inputs(image: number): Float64Array;
  shown(image: number): Uint8Array;
  /** What a network takes, for display: bytes as they were, other numbers spread over 0 to 255. */
  show(inputs: ArrayLike<number>): Uint8Array;
}

export function imagesOf({ sets, scaling }: Pick<Parts, 'sets' | 'scaling'>): Images {
  const { mean, deviation } = scaling;
  const size = featuresEach(sets[0]);
  // However a run scales them, they look the same.
  const pixels = isPixels(sets);
  const [low, high] = pixels ? [0, 255] : range(sets);
  const place = placesIn(sets);
  const row = (image: number): Parts['sets'][0]['features'] => {
    const { set, at } = place(image);
    return set.features.subarray(at * size, (at + 1) * size);
  };
  const show = (values: ArrayLike<number>): Uint8Array =>
    Uint8Array.from(values, (x) => Math.round(((x - low) / (high - low || 1)) * 255));
  return {
    size,
    low: scaleRow(scaling, new Float64Array(size).fill(low)),
    high: scaleRow(scaling, new Float64Array(size).fill(high)),
    label: (image) => {
      const { set, at } = place(image);
      return set.labels[at];
    },
    rowInFile: (image) => {
      const { set, at } = place(image);
      return rowInFile(set, at);
    },
    file: (image) => {
      const { set, at } = place(image);
      return set.paths?.[rowInFile(set, at)];
    },
    row,
    inputs: (image) => scaleRow(scaling, row(image)),
    shown: (image) => (pixels ? Uint8Array.from(row(image)) : show(row(image))),
    show: (inputs) => show(Float64Array.from(inputs, (x, j) => x * deviation[j] + mean[j])),
  };
}

/** Whether they are shown as the bytes that they are: images of bytes, and other bytes beyond 127. */
const isPixels = (sets: Parts['sets']): boolean =>
  sets.every(({ features }) => features instanceof Uint8Array) &&
  (sets[0].origin.usual === 'byte' || sets.some(({ features }) => features.some((x) => x > 127)));

function range(sets: Parts['sets']): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { features } of sets)
    for (const x of features) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
  return [low, high];
}
