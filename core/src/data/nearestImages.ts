import type { NumericArray } from '../tensor/tensor.js';
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

/** Coordinates that are looked at first, and steps in which the others are and in which features are summed. */
const FIRST = 8;
const STEP = 8;
const RUN = 28;
/** What the rounding of coordinates may add to a distance, in parts of the greatest of them. */
const ROUNDING = 1e-12;

/**
 * Images to look for near ones in, by L2 over the features. The search is exact: a squared distance is at least that of
 * the coordinates on some orthonormal directions, so most images are ruled out by a few numbers, and the others as soon as
 * what was summed of them is too much.
 */
export class ImageSearch {
  /** Coordinates of each image of the list, the first of all of them apart. */
  private readonly heads: Float64Array;
  private readonly tails: Float64Array;
  private readonly slack: number;

  /** `images` are numbers of images in `features`, `size` each. */
  constructor(
    private readonly features: NumericArray,
    readonly images: ArrayLike<number>,
    private readonly size: number,
    private readonly basis = new ImageBasis(features, images, size),
    known?: (place: number, to: Float64Array) => void,
  ) {
    const { length } = images;
    this.heads = new Float64Array(length * FIRST);
    this.tails = new Float64Array(length * this.tail);
    const coordinates = new Float64Array(FIRST + this.tail);
    let greatest = 0;
    for (let i = 0; i < length; i++) {
      if (known) known(i, coordinates);
      else basis.project(features, images[i] * size, coordinates, 0);
      for (let j = 0; j < FIRST; j++) this.heads[i * FIRST + j] = coordinates[j]!;
      for (let j = FIRST; j < coordinates.length; j++) this.tails[i * this.tail + j - FIRST] = coordinates[j]!;
      for (const x of coordinates) greatest = Math.max(greatest, Math.abs(x));
    }
    // Of a distance d with an error e, (d + e)^2 is at most d^2 (1 + 1e-9) + e^2 (1 + 1e9).
    this.slack = (ROUNDING * greatest) ** 2 * 1e9;
  }

  /** A search among some of the images of this one. */
  among(images: ArrayLike<number>): ImageSearch {
    const places = new Map(Array.from(this.images, (image, place) => [image, place]));
    return new ImageSearch(this.features, images, this.size, this.basis, (i, to) =>
      this.coordinates(places.get(images[i])!, to),
    );
  }

  /** The `count` nearest to a picture, the nearest first, and of equals those that come first in the list. */
  nearest(picture: NumericArray, count: number): Neighbour[] {
    const coordinates = new Float64Array(FIRST + this.tail);
    this.basis.project(picture, 0, coordinates, 0);
    const best = new Least<number>(count);
    this.scan(picture, 0, coordinates, best, (image) => image);
    return best.items.map(({ item, squared }) => ({ image: item, distance: Math.sqrt(squared) }));
  }

  /**
   * The `count` nearest pairs of one image of this list and one of another, the nearest first; between two of its steps,
   * one an image of this list, it says which share of them is done.
   */
  *nearestPairs(other: ImageSearch, count: number): Generator<number, NearestPair[], undefined> {
    const best = new Least<{ first: number; second: number }>(count);
    const coordinates = new Float64Array(FIRST + other.tail);
    for (let i = 0; i < this.images.length; i++) {
      const first = this.images[i];
      if (this.basis === other.basis) this.coordinates(i, coordinates);
      else other.basis.project(this.features, first * this.size, coordinates, 0);
      other.scan(this.features, first * this.size, coordinates, best, (second) => ({ first, second }));
      yield (i + 1) / this.images.length;
    }
    return best.items.map(({ item, squared }) => ({ ...item, distance: Math.sqrt(squared) }));
  }

  /** Coordinates of an image beyond the first, in whole steps. */
  private get tail(): number {
    return Math.max(0, Math.ceil((this.basis.count - FIRST) / STEP) * STEP);
  }

  private coordinates(place: number, to: Float64Array): void {
    to.set(this.heads.subarray(place * FIRST, (place + 1) * FIRST));
    to.set(this.tails.subarray(place * this.tail, (place + 1) * this.tail), FIRST);
  }

  /** Offers every image of the list that may be near enough to the picture at `from`, whose coordinates are given. */
  private scan<T>(
    picture: NumericArray,
    from: number,
    coordinates: Float64Array,
    best: Least<T>,
    itemOf: (image: number) => T,
  ): void {
    const { images, heads, slack, size } = this;
    const [c0, c1, c2, c3, c4, c5, c6, c7] = coordinates;
    let most = best.worst * (1 + 1e-9) + slack;
    for (let i = 0, at = 0; i < images.length; i++, at += FIRST) {
      const d0 = heads[at] - c0;
      const d1 = heads[at + 1] - c1;
      const d2 = heads[at + 2] - c2;
      const d3 = heads[at + 3] - c3;
      const d4 = heads[at + 4] - c4;
      const d5 = heads[at + 5] - c5;
      const d6 = heads[at + 6] - c6;
      const d7 = heads[at + 7] - c7;
      const head = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + (d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7);
      if (head > most || this.bound(coordinates, i, head, most) > most) continue;
      const squared = this.squared(picture, from, images[i] * size, best.worst);
      if (!(squared < best.worst)) continue;
      best.offer(itemOf(images[i]), squared);
      most = best.worst * (1 + 1e-9) + slack;
    }
  }

  /** Squared distance of the coordinates, or any number above `most` on where it is no less. */
  private bound(coordinates: Float64Array, place: number, head: number, most: number): number {
    const { tails, tail } = this;
    let sum = head;
    for (let k = 0, at = place * tail; k < tail && sum <= most;)
      for (const end = k + STEP; k < end; k++, at++) {
        const difference = coordinates[FIRST + k] - tails[at];
        sum += difference * difference;
      }
    return sum;
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
