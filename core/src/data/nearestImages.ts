import type { NumericArray } from '../tensor/tensor.js';

/** An image by its number among all features, and how far it is: the root of the sum of squared differences. */
export interface Neighbour {
  image: number;
  distance: number;
}

/** Two images, the first of one list and the second of another, and how far they are from one another. */
export interface NearestPair {
  first: number;
  second: number;
  distance: number;
}

/** Blocks on each side of an image, whose sums bound distances from below, and in all. */
const SIDE = 7;
const BLOCKS = SIDE * SIDE;
/** Blocks from the middle outwards: there images differ most, so that most are ruled out by the first few. */
const places = Array.from({ length: BLOCKS }, (_, b) => b);
const fromMiddle = (block: number): number => Math.hypot((block % SIDE) - 3, Math.floor(block / SIDE) - 3);
const order = [...places].sort((a, b) => fromMiddle(a) - fromMiddle(b));
const placeOf = Uint8Array.from(places, (block) => order.indexOf(block));

/**
 * Images to look for near ones in, by L2 over the features. The search is exact: by Cauchy and Schwarz a squared distance
 * is at least the sum over blocks of (difference of the blocks' sums)^2 / features of the block, so most images are ruled
 * out by a few numbers, and the others as soon as what was summed of them is too much.
 */
export class ImageSearch {
  private readonly size: number;
  /** Features of one line of pixels. */
  private readonly line: number;
  /** Block of each feature, and 1 / root of the features in each block. */
  private readonly blocks: Uint8Array;
  private readonly scales: Float64Array;
  /** Scaled block sums of each image, one after the other. */
  private readonly sums: Float64Array;

  /** What the rounding of the sums may add to a bound. */
  private readonly slack: number;

  /** `images` are numbers of images in `features`, `width * height * channels` each, the channels of a pixel side by side. */
  constructor(
    private readonly features: NumericArray,
    readonly images: ArrayLike<number>,
    width: number,
    height: number,
    channels = 1,
  ) {
    this.size = width * height * channels;
    this.line = width * channels;
    this.blocks = Uint8Array.from({ length: this.size }, (_, i) => {
      const pixel = Math.floor(i / channels);
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      return placeOf[Math.floor((y * SIDE) / height) * SIDE + Math.floor((x * SIDE) / width)];
    });
    const counts = new Float64Array(BLOCKS);
    for (const block of this.blocks) counts[block] = counts[block] + 1;
    this.scales = counts.map((count) => (count > 0 ? 1 / Math.sqrt(count) : 0));
    this.sums = new Float64Array(images.length * BLOCKS);
    for (let i = 0; i < images.length; i++) this.sumBlocks(features, images[i] * this.size, i * BLOCKS, this.sums);
    this.slack = 1e-19 * this.sums.reduce((most, sum) => Math.max(most, sum * sum), 0);
  }

  /** The `count` nearest to a picture, the nearest first, and of equals those that come first in the list. */
  nearest(picture: NumericArray, count: number): Neighbour[] {
    const sums = new Float64Array(BLOCKS);
    this.sumBlocks(picture, 0, 0, sums);
    const best = new Least<number>(count);
    this.scan(picture, 0, sums, 0, best, (image) => image);
    return best.items.map(({ item, squared }) => ({ image: item, distance: Math.sqrt(squared) }));
  }

  /**
   * The `count` nearest pairs of one image of this list and one of another, the nearest first; between two of its steps,
   * one an image of this list, it says which share of them is done.
   */
  *nearestPairs(other: ImageSearch, count: number): Generator<number, NearestPair[], undefined> {
    const best = new Least<{ first: number; second: number }>(count);
    for (let i = 0; i < this.images.length; i++) {
      const first = this.images[i];
      const pair = (second: number): { first: number; second: number } => ({ first, second });
      other.scan(this.features, first * this.size, this.sums, i * BLOCKS, best, pair);
      yield (i + 1) / this.images.length;
    }
    return best.items.map(({ item, squared }) => ({ ...item, distance: Math.sqrt(squared) }));
  }

  /** Offers every image of the list that may be near enough to the picture at `from`, whose block sums are at `at`. */
  private scan<T>(
    picture: NumericArray,
    from: number,
    pictureSums: Float64Array,
    at: number,
    best: Least<T>,
    itemOf: (image: number) => T,
  ): void {
    const { images, sums, slack } = this;
    for (let i = 0, to = 0; i < images.length; i++, to += BLOCKS) {
      const { worst } = best;
      // A bound may be above what it bounds by the rounding of the sums.
      const most = worst * (1 + 1e-9) + slack;
      let bound = 0;
      for (let k = 0; k < BLOCKS && bound <= most;) {
        const end = k + SIDE;
        for (; k < end; k++) {
          const difference = pictureSums[at + k] - sums[to + k];
          bound += difference * difference;
        }
      }
      if (bound > most) continue;
      const squared = this.squared(picture, from, images[i] * this.size, worst);
      if (squared < worst) best.offer(itemOf(images[i]), squared);
    }
  }

  /** Squared distance, or any number from `limit` on where it is no less. */
  private squared(picture: NumericArray, from: number, to: number, limit: number): number {
    const { features, size, line } = this;
    let sum = 0;
    for (let k = 0; k < size && sum < limit;) {
      const end = Math.min(k + line, size);
      for (; k < end; k++) {
        const difference = picture[from + k] - features[to + k];
        sum += difference * difference;
      }
    }
    return sum;
  }

  private sumBlocks(values: NumericArray, from: number, at: number, sums: Float64Array): void {
    for (let k = 0; k < this.size; k++) {
      const block = this.blocks[k];
      sums[at + block] += values[from + k];
    }
    for (let k = 0; k < BLOCKS; k++) sums[at + k] *= this.scales[k];
  }
}

/** The least of what is offered, in order; of equals the first. */
class Least<T> {
  readonly items: { item: T; squared: number }[] = [];
  /** What is no less than this is not taken. */
  worst = Infinity;

  constructor(private readonly count: number) {}

  offer(item: T, squared: number): void {
    let place = this.items.length;
    while (place > 0 && this.items[place - 1].squared > squared) place--;
    this.items.splice(place, 0, { item, squared });
    this.items.splice(this.count);
    if (this.items.length === this.count) this.worst = this.items[this.count - 1].squared;
  }
}
