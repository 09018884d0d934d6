import type { Parts } from '@surprisal/core';

/** The images of a run by their number over all sets: as a network takes them, and as bytes for display. */
export interface Images {
  /** Pixels of one image. */
  readonly size: number;
  /** Least and greatest value that a network is given. */
  readonly low: number;
  readonly high: number;
  label(image: number): number;
  /** As it lies in its file. */
  row(image: number): Parts['sets'][0]['features'];
  /** What a network takes: bytes / 255, or reals as they stand. */
  inputs(image: number): Float64Array;
  shown(image: number): Uint8Array;
  /** What a network takes, for display: bytes as they were, other numbers spread over 0 to 255. */
  show(inputs: ArrayLike<number>): Uint8Array;
}

export function imagesOf({ sets }: Pick<Parts, 'sets'>): Images {
  const { width, height } = sets[0];
  const size = width * height;
  const bytes = sets.every(({ features }) => features instanceof Uint8Array);
  const [low, high] = bytes ? [0, 1] : range(sets);
  const starts = sets.map((_, i) => sets.slice(0, i).reduce((sum, { count }) => sum + count, 0));
  const place = (image: number): { set: Parts['sets'][0]; at: number } => {
    const s = starts.filter((start) => start <= image).length - 1;
    return { set: sets[s], at: image - starts[s] };
  };
  const row = (image: number): Parts['sets'][0]['features'] => {
    const { set, at } = place(image);
    return set.features.subarray(at * size, (at + 1) * size);
  };
  const inputs = (image: number): Float64Array => {
    const found = row(image);
    return Float64Array.from(found, found instanceof Uint8Array ? (byte) => byte / 255 : (x) => x);
  };
  const show = (values: ArrayLike<number>): Uint8Array =>
    Uint8Array.from(values, (x) => Math.round(((x - low) / (high - low || 1)) * 255));
  return {
    size,
    low,
    high,
    label: (image) => {
      const { set, at } = place(image);
      return set.labels[at];
    },
    row,
    inputs,
    shown: (image) => {
      const found = row(image);
      return bytes ? Uint8Array.from(found) : show(inputs(image));
    },
    show,
  };
}

function range(sets: Parts['sets']): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { features } of sets) {
    const scale = features instanceof Uint8Array ? 255 : 1;
    for (const x of features) {
      low = Math.min(low, x / scale);
      high = Math.max(high, x / scale);
    }
  }
  return [low, high];
}
