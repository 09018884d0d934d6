import { limits } from '../numeric/limits.js';

/** What opened a level: the text itself, `[`, `(` of a tuple or a group, `(` of a call such as `np.array(`. */
export type LevelKind = 'text' | 'array' | 'tuple' | 'call';

/** The shape of a single number. */
export const SCALAR: readonly number[] = [];

/** A level's first item decides the shape of all. */
interface Level {
  kind: LevelKind;
  start: number;
  count: number;
  shape: readonly number[];
  hasComma: boolean;
}

/** The levels open at one point of the text, with the shape that the items of each have. */
export class Nesting {
  private readonly levels: Level[] = [];
  depth = -1;
  top: Level;

  constructor() {
    this.top = this.open('text', 0);
  }

  /** The level around the open one; the text has itself. */
  get parent(): Level {
    return this.levels[Math.max(0, this.depth - 1)];
  }

  get isFull(): boolean {
    return this.depth >= limits.nesting;
  }

  open(kind: LevelKind, start: number): Level {
    const level = (this.levels[++this.depth] ??= { kind, start, count: 0, shape: SCALAR, hasComma: false });
    level.kind = kind;
    level.start = start;
    level.count = 0;
    level.shape = SCALAR;
    level.hasComma = false;
    return (this.top = level);
  }

  /** Adds an item to the open level; false where its shape is not that of the items before it. */
  add(shape: readonly number[]): boolean {
    const { top } = this;
    if (top.count === 0) top.shape = shape;
    else if (top.shape !== shape && !sameShape(top.shape, shape)) return false;
    top.count++;
    return true;
  }

  /** Leaves the level; gives its shape, the parent's own array where that is equal. A group in parentheses has none. */
  close(): readonly number[] {
    const { kind, count, shape, hasComma } = this.top;
    this.top = this.levels[--this.depth];
    if (kind === 'call' || (kind === 'tuple' && count === 1 && !hasComma)) return shape;
    const expected = this.top.shape;
    const equal = this.top.count > 0 && expected[0] === count && sameTail(expected, shape);
    return equal ? expected : [count, ...shape];
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function sameTail(whole: readonly number[], tail: readonly number[]): boolean {
  if (whole.length !== tail.length + 1) return false;
  for (let axis = 0; axis < tail.length; axis++) if (whole[axis + 1] !== tail[axis]) return false;
  return true;
}
