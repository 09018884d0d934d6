import type { Kernel } from '../kernels/kernel.js';
import { padded, Space, spread } from '../kernels/memory.js';
import { chooseKernel, openKernel, type KernelBytes } from '../kernels/wasm.js';
import type { NumericArray } from '../tensor/tensor.js';
import type { ImageBasis } from './imageBasis.js';

/** Images whose coordinates are computed together, and pictures that are compared with all of them together. */
const BLOCK = 96;
export const PICTURES = 12;
/** What one rounding in single precision adds at most, in parts. */
const UNIT = 2 ** -24;
/** Lengths beyond this have no square in single precision; what squares below it lose is less than this. */
const MOST = 1e15;
const LEAST = 1e-36;

/**
 * The coordinates of images on the directions of a basis, and bounds of squared distances by them: by matrix products of
 * the training kernel, in single precision, with room for what rounding may do.
 */
export class CoordinateBounds {
  private readonly kernel: Kernel;
  private readonly count: number;
  /** Elements from the bounds of one picture to those of the next. */
  readonly stride: number;
  /** Coordinates, image by image; their squared length of each. */
  private readonly rows: Float32Array;
  private readonly pointers: Record<
    'pictures' | 'pictureRows' | 'columns' | 'squares' | 'bounds' | 'boundRows',
    number
  >;
  /** The greatest length of an image. */
  private readonly longest: number;

  /** Of images of `features` by their numbers, or with rows of coordinates that are known. */
  constructor(
    features: NumericArray,
    images: ArrayLike<number>,
    private readonly basis: ImageBasis,
    kernels: KernelBytes,
    known?: Float32Array,
  ) {
    const { size, count: width } = basis;
    this.count = images.length;
    this.stride = spread(Math.max(1, images.length));
    const ld = padded(width);
    const [space, line] = [new Space(), padded(size)];
    const at = (reals: number): number => space.take(4 * reals);
    const [matrix, block, found] = [at(size * ld), at(BLOCK * line), at(BLOCK * ld)];
    const [blockRows, foundRows] = [at(BLOCK), at(BLOCK)];
    this.pointers = {
      pictures: at(PICTURES * ld),
      pictureRows: at(PICTURES),
      columns: at(width * this.stride),
      squares: at(this.stride),
      bounds: at(PICTURES * this.stride),
      boundRows: at(PICTURES),
    };
    this.kernel = openKernel(chooseKernel(kernels, space.size, 'single'));
    const { real, ints } = this.kernel.memory;
    const table = (pointer: number, rows: number, step: number): void => {
      for (let i = 0; i < rows; i++) ints[pointer / 4 + i] = i * step;
    };
    table(blockRows, BLOCK, line);
    table(foundRows, BLOCK, ld);
    table(this.pointers.pictureRows, PICTURES, ld);
    table(this.pointers.boundRows, PICTURES, this.stride);
    for (let k = 0; k < size; k++)
      for (let j = 0; j < width; j++) real[matrix / 4 + k * ld + j] = basis.matrix[k * width + j];
    this.rows = known ?? new Float32Array(images.length * width);
    if (!known)
      for (let from = 0; from < images.length; from += BLOCK) {
        const many = Math.min(BLOCK, images.length - from);
        for (let i = 0; i < many; i++) {
          const first = images[from + i] * size;
          real.set(features.subarray(first, first + size), block / 4 + i * line);
        }
        this.kernel.multiply(many, width, 1, size, block, blockRows, 0, matrix, ld, 0, found, foundRows, false);
        for (let i = 0; i < many; i++)
          for (let j = 0; j < width; j++) this.rows[(from + i) * width + j] = real[found / 4 + i * ld + j];
      }
    this.longest = 0;
    for (let i = 0; i < images.length; i++) {
      let squared = 0;
      for (let j = 0; j < width; j++) {
        const x = this.rows[i * width + j];
        real[this.pointers.columns / 4 + j * this.stride + i] = x;
        squared += x * x;
      }
      real[this.pointers.squares / 4 + i] = squared;
      this.longest = Math.max(this.longest, lengthOf(features, images[i] * size, size));
    }
  }

  /** The coordinates of an image, by its place. */
  of(place: number): Float32Array {
    const { count: width } = this.basis;
    return this.rows.subarray(place * width, (place + 1) * width);
  }

  /**
   * Bounds from below of the squared distances of `PICTURES` pictures at most to every image, `stride` from picture to
   * picture, up to what is the same for a picture: see `most`. They stand until the next call.
   */
  below(pictures: readonly Float32Array[]): Float32Array {
    const { kernel, basis, stride, pointers } = this;
    const { real } = kernel.memory as { real: Float32Array };
    const [{ count: width }, ld] = [basis, padded(basis.count)];
    const { pictures: to, pictureRows, columns, squares, bounds, boundRows } = pointers;
    pictures.forEach((row, i) => {
      for (let j = 0; j < width; j++) real[to / 4 + i * ld + j] = -2 * row[j];
    });
    const many = pictures.length;
    kernel.multiply(many, this.count, 1, width, to, pictureRows, 0, columns, stride, squares, bounds, boundRows, false);
    return real.subarray(bounds / 4, bounds / 4 + many * stride);
  }

  /**
   * The greatest bound that an image may have whose squared distance to a picture is at most `squared`. A coordinate is a
   * sum of `size` products and a bound one of as many as there are coordinates: each product and sum may be rounded once.
   */
  most(picture: Float32Array, length: number, squared: number): number {
    const { size, count } = this.basis;
    if (!(Math.max(length, this.longest) < MOST)) return Infinity;
    const coordinates = 2 * (size + 4) * UNIT * Math.sqrt(count) * (length + this.longest);
    const products = 4 * (count + 4) * UNIT * (length + this.longest) ** 2 + LEAST;
    const reach = Math.sqrt(squared) * (1 + 1e-6) + coordinates;
    return reach * reach + products - picture.reduce((sum, x) => sum + x * x, 0);
  }
}

/** Root of the sum of squares of an image that begins at `from`. */
export function lengthOf(features: NumericArray, from: number, size: number): number {
  let sum = 0;
  for (let k = from; k < from + size; k++) sum += features[k] * features[k];
  return Math.sqrt(sum);
}
