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
  private readonly matrix: Float64Array;
  private readonly values: Float64Array;
  private readonly rows: Int32Array;

  /** `images` are numbers of images in `features`, `size` each. */
  constructor(
    features: NumericArray,
    images: ArrayLike<number>,
    readonly size: number,
  ) {
    this.values = new Float64Array(size);
    this.rows = new Int32Array(size);
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

  /** Writes the coordinates of the image that begins at `from` to `to`, from `at` on. */
  project(features: NumericArray, from: number, to: Float64Array, at: number): void {
    const { matrix, count: width, size, values, rows } = this;
    let count = 0;
    for (let k = 0; k < size; k++) {
      const value = features[from + k];
      if (value === 0) continue;
      values[count] = value;
      rows[count++] = k * width;
    }
    // What fills the last four adds nothing.
    for (; (count & 3) > 0; count++) values[count] = rows[count] = 0;
    to.fill(0, at, at + width);
    for (let i = 0; i < count; i += 4) {
      const [v0, v1, v2, v3] = [values[i], values[i + 1], values[i + 2], values[i + 3]];
      const [r0, r1, r2, r3] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]];
      for (let j = 0; j < width; j++)
        to[at + j] += v0 * matrix[r0 + j] + v1 * matrix[r1 + j] + v2 * matrix[r2 + j] + v3 * matrix[r3 + j];
    }
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
