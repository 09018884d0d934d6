import type { NumericArray } from '../tensor/tensor.js';

/** Directions that a basis has at most, and images that it is fitted on. */
const MOST = 32;
const FITTED = 512;
/** What is left of a direction below this share of it is rounding alone. */
const LEAST = 1e-6;

/**
 * Orthonormal directions in which images differ much: by Bessel's inequality the squared distance of two images is at
 * least that of their coordinates. Found by one step of subspace iteration from some of the images, those in which others
 * differ most first; whatever images it is fitted on, the inequality holds.
 */
export class ImageBasis {
  /** How many directions there are. */
  readonly count: number;
  /** `[size, count]`. */
  readonly matrix: Float64Array;

  /** `images` are numbers of images in `features`, `size` each. */
  constructor(
    features: NumericArray,
    images: ArrayLike<number>,
    readonly size: number,
  ) {
    const some = evenly(images, FITTED);
    const mean = new Float64Array(size);
    for (const image of some) for (let k = 0; k < size; k++) mean[k] += features[image * size + k] / some.length;
    const centred = some.map((image) => mean.map((m, k) => features[image * size + k] - m));
    const first = orthonormal(evenly(Array.from(centred.keys()), MOST).map((i) => centred[i].slice()));
    const moved = first.map((direction) => {
      const sum = new Float64Array(size);
      for (const x of centred) {
        const share = dot(x, direction);
        for (let k = 0; k < size; k++) sum[k] += share * x[k];
      }
      return sum;
    });
    const directions = orthonormal(moved)
      .map((direction) => ({ direction, spread: centred.reduce((sum, x) => sum + dot(x, direction) ** 2, 0) }))
      .sort((a, b) => b.spread - a.spread);
    const { length: count } = directions;
    this.count = count;
    this.matrix = new Float64Array(size * count);
    directions.forEach(({ direction }, j) => direction.forEach((x, k) => (this.matrix[k * count + j] = x)));
  }

  /** The coordinates of the image that begins at `from`. */
  project(features: NumericArray, from: number): Float32Array {
    const { matrix, count, size } = this;
    const sums = new Float64Array(count);
    for (let k = 0; k < size; k++)
      for (let j = 0; j < count; j++) sums[j] = sums[j] + features[from + k] * matrix[k * count + j];
    return Float32Array.from(sums);
  }
}

/** At most so many items, evenly spread over all. */
function evenly(items: ArrayLike<number>, most: number): number[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}

/** Orthonormal vectors that span the same, by Gram and Schmidt, twice against rounding; what depends on others is left out. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector));
    for (let pass = 0; pass < 2; pass++)
      for (const other of found) {
        const share = dot(vector, other);
        for (let k = 0; k < vector.length; k++) vector[k] -= share * other[k];
      }
    const length = Math.sqrt(dot(vector, vector));
    if (length > LEAST * before) found.push(vector.map((x) => x / length));
  }
  return found;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
