import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { Moments } from '../tensor/moments.js';
import type { OpenArray, Pace } from './arrayHeader.js';
import { atIndex, type Selection, selectedCount } from './arraySlice.js';
import { boxesOf } from './boxesOf.js';
import { atOnce, readParts } from './readParts.js';
import { type Pair, pairOf, type Side } from './readPair.js';
import { Tally } from './tally.js';

/** How the numbers of two arrays of one shape differ, place by place. */
export interface ArrayDifference {
  /** Pairs of numbers. */
  readonly count: number;
  /** Pairs that are not equal; two NaN are, as `allclose(equal_nan=True)` of NumPy has it. */
  readonly unequal: number;
  /** Pairs further apart than `1e-8 + 1e-5 |b|`, which NumPy's `isclose` calls not close. */
  readonly far: number;
  /** Pairs with NaN on both sides, and on one alone. */
  readonly nanBoth: number;
  readonly nanOne: number;
  /** Pairs that are finite on both sides, of which the next four speak. */
  readonly finite: number;
  /** The greatest `|a - b|`, and the first index where that is. */
  readonly max: number | null;
  readonly at: readonly number[] | null;
  readonly mean: number | null;
  /** The norm of `a - b` over the norm of `b`; null where that is 0 and the other is not. */
  readonly relative: number | null;
  /** The first index, in C order, of a pair that is not equal, and both its numbers as they are written. */
  readonly first: readonly number[] | null;
  readonly texts: readonly [a: string, b: string] | null;
}

/** As NumPy's `isclose` has them where nothing is given. */
const ABSOLUTE = 1e-8;
const RELATIVE = 1e-5;

/**
 * Compares two arrays of one shape, of any types and orders, part by part. Whole numbers of 64 bits are compared exactly,
 * other types as doubles, complex ones by both parts. Throws `shape` where the shapes differ.
 */
export async function arrayDifference(a: OpenArray, b: OpenArray, pace: Pace = atOnce): Promise<ArrayDifference> {
  const { shape } = a.header;
  if (shape.join() !== b.header.shape.join())
    throw new CoreError('shape', `${tuple(shape)} and ${tuple(b.header.shape)}`, 'two arrays of one shape', {
      argument: 'shape',
    });
  const walk = async (tallies: [Tally, Tally], from: number, to: number): Promise<Compared> => {
    const found = new Compared(shape, ...tallies);
    let done = 0;
    const here = (): Promise<void> => pace(from + ((to - from) * done) / found.count);
    for (const box of boxesOf(a.header, b.header)) {
      found.add(box, await pairOf(a, b, box, here));
      done += selectedCount(box);
      await here();
    }
    return found;
  };
  let found = await walk([new Tally(), new Tally()], 0, 0.9);
  const { apart, other, first } = found;
  // Squares that leave what a double holds are taken again in other units.
  if (apart.isExtreme || other.isExtreme)
    found = await walk([new Tally(new Moments(unitOf(apart))), new Tally(new Moments(unitOf(other)))], 0.9, 1);
  await pace(1);
  const texts = first && ([await textAt(a, first), await textAt(b, first)] as const);
  return { ...found.end(), first, texts };
}

const unitOf = (tally: Tally): number => (tally.isExtreme ? tally.unit : 1);
const normOf = ({ finite, mean, deviation }: Tally): number =>
  finite === 0 ? 0 : Math.hypot(mean, deviation) * Math.sqrt(finite);

async function textAt(array: OpenArray, index: readonly number[]): Promise<string> {
  let text = '';
  await readParts(array, index.map(atIndex), (elements, at) => (text = elements.text(at)));
  return text;
}

class Compared {
  readonly count: number;
  private firstAt = Infinity;
  private max = -1;
  private maxAt = Infinity;
  private unequal = 0;
  private far = 0;
  private nanBoth = 0;
  private nanOne = 0;
  private over = 0;

  constructor(
    private readonly shape: readonly number[],
    readonly apart: Tally,
    readonly other: Tally,
  ) {
    this.count = shape.reduce((product, length) => product * length, 1);
  }

  add(box: Selection, { a, b, count, isComplex }: Pair): void {
    const [apart, size] = [new Float64Array(count), new Float64Array(count)];
    let [finite, first, max, maxAt] = [0, -1, -1, -1];
    for (let i = 0; i < count; i++) {
      const step = a.values[i] - b.values[i];
      const more = (a.more?.[i] ?? 0) - (b.more?.[i] ?? 0);
      const distance = isComplex ? Math.hypot(step, more) : Math.abs(step + more);
      let isUnequal = distance > 0;
      // A distance of two finite numbers may be infinite.
      if (distance - distance !== 0 && !(isFiniteAt(a, i) && isFiniteAt(b, i))) isUnequal = this.isUnequal(a, b, i);
      else {
        const against = isComplex ? Math.hypot(b.values[i], b.more?.[i] ?? 0) : Math.abs(b.values[i]);
        if (distance > ABSOLUTE + RELATIVE * against) this.far++;
        if (distance > max) [max, maxAt] = [distance, i];
        if (distance === Infinity) this.over++;
        apart[finite] = distance;
        size[finite++] = against;
      }
      if (!isUnequal) continue;
      this.unequal++;
      if (first < 0) first = i;
    }
    if (first >= 0) this.firstAt = Math.min(this.firstAt, placeOf(box, first, this.shape));
    if (max >= this.max && maxAt >= 0) {
      const place = placeOf(box, maxAt, this.shape);
      this.maxAt = max > this.max ? place : Math.min(place, this.maxAt);
      this.max = max;
    }
    this.apart.add(apart, finite);
    this.other.add(size, finite);
  }

  get first(): number[] | null {
    return this.firstAt === Infinity ? null : indexAt(this.firstAt, this.shape);
  }

  end(): Omit<ArrayDifference, 'first' | 'texts'> {
    const { count, unequal, far, nanBoth, nanOne, over } = this;
    const finite = this.apart.finite + over;
    const [apart, other] = [over > 0 ? Infinity : normOf(this.apart), normOf(this.other)];
    const counts = { count, unequal, far, nanBoth, nanOne, finite };
    if (finite === 0) return { ...counts, max: null, at: null, mean: null, relative: null };
    const at = indexAt(this.maxAt, this.shape);
    const mean = over > 0 ? Infinity : this.apart.mean;
    return { ...counts, max: this.max, at, mean, relative: apart === 0 ? 0 : other > 0 ? apart / other : null };
  }

  /** Of a pair with NaN or an infinite number, which it counts. */
  private isUnequal(a: Side, b: Side, i: number): boolean {
    const [isNanA, isNanB] = [isNanAt(a, i), isNanAt(b, i)];
    if (isNanA && isNanB) this.nanBoth++;
    else if (isNanA || isNanB) this.nanOne++;
    const isEqual = a.values[i] === b.values[i] && (a.more?.[i] ?? 0) === (b.more?.[i] ?? 0);
    const isUnequal = isNanA !== isNanB || (!isNanA && !isEqual);
    if (isUnequal) this.far++;
    return isUnequal;
  }
}

const isFiniteAt = ({ values, more }: Side, i: number): boolean =>
  Number.isFinite(values[i]) && Number.isFinite(more?.[i] ?? 0);
const isNanAt = ({ values, more }: Side, i: number): boolean => Number.isNaN(values[i]) || Number.isNaN(more?.[i] ?? 0);

/** The place in C order of the whole of one in a box. */
function placeOf(box: Selection, i: number, shape: readonly number[]): number {
  let [rest, place, each] = [i, 0, 1];
  for (let axis = box.length - 1; axis >= 0; axis--) {
    const { start, count } = box[axis];
    place += (start + (rest % count)) * each;
    rest = Math.floor(rest / count);
    each *= shape[axis];
  }
  return place;
}

/** The index of a place in C order. */
function indexAt(place: number, shape: readonly number[]): number[] {
  const index = shape.map(() => 0);
  let rest = place;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}
