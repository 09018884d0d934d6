import type { NumericArray } from '../tensor/tensor.js';
import type { KernelBytes } from '../kernels/wasm.js';
import { CoordinateBounds, lengthOf, PICTURES } from './coordinateBounds.js';
import { ImageBasis } from './imageBasis.js';

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

/** Features that are summed before it is seen whether that is too much already. */
const RUN = 28;
const WITHOUT: KernelBytes = { simd: new Uint8Array(0), relaxed: new Uint8Array(0) };

/**
 * Images to look for near ones in, by L2 over the features. The search is exact: a squared distance is at least that of
 * the coordinates on some orthonormal directions, so most images are ruled out by a bound, and the others as soon as what
 * was summed of them is too much.
 */
export class ImageSearch {
  private readonly bounds: CoordinateBounds;

  /** `images` are numbers of images in `features`, `size` each; the kernels only make it faster. */
  constructor(
    private readonly features: NumericArray,
    readonly images: ArrayLike<number>,
    private readonly size: number,
    private readonly kernels = WITHOUT,
    private readonly basis = new ImageBasis(features, images, size),
    known?: Float32Array,
  ) {
    this.bounds = new CoordinateBounds(features, images, basis, kernels, known);
  }

  /** A search among some of the images of this one. */
  among(images: ArrayLike<number>): ImageSearch {
    const places = new Map(Array.from(this.images, (image, place) => [image, place]));
    const { features, size, kernels, basis, bounds } = this;
    const known = new Float32Array(images.length * basis.count);
    for (let i = 0; i < images.length; i++) known.set(bounds.of(places.get(images[i])!), i * basis.count);
    return new ImageSearch(features, images, size, kernels, basis, known);
  }

  /** The `count` nearest to a picture, the nearest first, and of equals those that come first in the list. */
  nearest(picture: NumericArray, count: number): Neighbour[] {
    const coordinates = this.basis.project(picture, 0);
    const best = new Least<number>(count);
    this.scan(picture, 0, coordinates, this.bounds.below([coordinates]), best, (image) => image);
    return best.items.map(({ item, squared }) => ({ image: item, distance: Math.sqrt(squared) }));
  }

  /**
   * The `count` nearest pairs of one image of this list and one of another, the nearest first; between two of its steps,
   * one an image of this list, it says which share of them is done.
   */
  *nearestPairs(other: ImageSearch, count: number): Generator<number, NearestPair[], undefined> {
    const { features, size, images, bounds } = this;
    const best = new Least<{ first: number; second: number }>(count);
    for (let from = 0; from < images.length; from += PICTURES) {
      const firsts = Array.from({ length: Math.min(PICTURES, images.length - from) }, (_, i) => images[from + i]);
      const coordinates = firsts.map((first, i) =>
        this.basis === other.basis ? bounds.of(from + i) : other.basis.project(features, first * size),
      );
      const below = other.bounds.below(coordinates);
      for (let i = 0; i < firsts.length; i++) {
        const own = below.subarray(i * other.bounds.stride, (i + 1) * other.bounds.stride);
        const pair = (second: number): { first: number; second: number } => ({ first: firsts[i], second });
        other.scan(features, firsts[i] * size, coordinates[i], own, best, pair);
        yield (from + i + 1) / images.length;
      }
    }
    return best.items.map(({ item, squared }) => ({ ...item, distance: Math.sqrt(squared) }));
  }

  /** Offers every image of the list that may be near enough to the picture at `from`; `below` bounds its distances. */
  private scan<T>(
    picture: NumericArray,
    from: number,
    coordinates: Float32Array,
    below: Float32Array,
    best: Least<T>,
    itemOf: (image: number) => T,
  ): void {
    const { images, size, bounds } = this;
    const length = lengthOf(picture, from, size);
    let most = bounds.most(coordinates, length, best.worst);
    for (let i = 0; i < images.length; i++) {
      if (below[i] > most) continue;
      const squared = this.squared(picture, from, images[i] * size, best.worst);
      if (!(squared < best.worst)) continue;
      best.offer(itemOf(images[i]), squared);
      most = bounds.most(coordinates, length, best.worst);
    }
  }

  /** Squared distance, or any number from `limit` on where it is no less. */
  private squared(picture: NumericArray, from: number, to: number, limit: number): number {
    const { features, size } = this;
    let sum = 0;
    for (let k = 0; k < size && sum < limit;) {
      const end = Math.min(k + RUN, size);
      for (; k < end; k++) {
        const difference = picture[from + k] - features[to + k];
        sum += difference * difference;
      }
    }
    return sum;
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
