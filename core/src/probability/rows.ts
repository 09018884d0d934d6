import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { type NumberOption, readNumber } from '../numeric/option.js';

/** Which axis holds the classes. */
export interface AxisOptions {
  /** The class axis, negative from the end; the last when left out. */
  axis?: number;
}

export const AXIS = {
  kind: 'number',
  name: 'axis',
  title: 'Class axis, negative from the end',
  default: -1,
  min: -32,
  max: 31,
  integer: true,
} as const satisfies NumberOption;

/**
 * The rows of a tensor along its class axis. Row `r` has its elements in the flat data at
 * `start(r) + k * stride` for `k` below `classes`; a vector is one row.
 */
export class Rows {
  readonly axis: number;
  readonly classes: number;
  readonly stride: number;
  readonly count: number;

  /** Throws `option` where the axis does not exist and `empty` where rows or classes are missing. */
  constructor(
    readonly shape: readonly number[],
    readonly argument: string,
    options: AxisOptions = {},
  ) {
    const given = readNumber(AXIS, options.axis);
    const rank = shape.length;
    if (rank === 0)
      throw new CoreError('shape', 'a single number', 'a vector of one number a class, or a batch of them', {
        argument,
      });
    this.axis = given < 0 ? given + rank : given;
    if (this.axis < 0 || this.axis >= rank)
      throw new CoreError('option', `axis ${given} of shape ${tuple(shape)}`, `${-rank} to ${rank - 1}`, {
        argument: 'axis',
      });
    this.classes = shape[this.axis];
    this.stride = shape.slice(this.axis + 1).reduce((product, length) => product * length, 1);
    const size = shape.reduce((product, length) => product * length, 1);
    if (size === 0) throw new CoreError('empty', `shape ${tuple(shape)}`, 'at least one element', { argument });
    this.count = size / this.classes;
  }

  /** Flat index of the first element of a row. */
  start(row: number): number {
    const inner = row % this.stride;
    return (row - inner) * this.classes + inner;
  }

  /** The shape without its class axis: that of one value a row. */
  get batchShape(): number[] {
    return this.shape.filter((_, axis) => axis !== this.axis);
  }

  /** Index path of a row, or of an element of it. */
  path(row: number, k?: number): number[] {
    if (k !== undefined) return indexPath(this.shape, this.start(row) + k * this.stride);
    return indexPath(this.batchShape, row);
  }
}

/**
 * The index path of a flat position.
 * @example indexPath([2, 3], 4) // [1, 1]
 */
export function indexPath(shape: readonly number[], position: number): number[] {
  const path = Array.from(shape, () => 0);
  for (let axis = shape.length - 1, rest = position; axis >= 0; axis--) {
    const length = shape[axis];
    path[axis] = rest % length;
    rest = (rest - (rest % length)) / length;
  }
  return path;
}

/** Throws `shape` unless both shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[], argument: string): void {
  if (a.length !== b.length || a.some((length, axis) => length !== b[axis]))
    throw new CoreError('shape', `shape ${tuple(b)}`, `shape ${tuple(a)}, as the other argument has`, {
      argument,
    });
}
