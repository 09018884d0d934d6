import { CoreError } from '../numeric/error.js';
import { CompensatedSum } from '../numeric/sum.js';
import { sameShape } from '../probability/rows.js';
import { type NumericArray, type TensorLike, toTensor } from '../tensor/tensor.js';
import { scaledDot, vectorNorm, vectorUnit } from './dotProduct.js';

/** By how much two numbers may differ and be close, as `numpy.allclose` has it. */
export const CLOSE = { rtol: 1e-5, atol: 1e-8 } as const;

/** A number and the place in the flat data at which it stands. */
export interface Extreme {
  value: number;
  index: number;
}

export interface VectorComparison {
  count: number;
  /** Of the vectors as they lie in geometry; null where a number is infinite or NaN. */
  geometry: {
    norms: readonly [number, number];
    dot: number;
    /** Null where one of them is 0 throughout and has no direction. */
    cosine: number | null;
    /** `1 - cosine`, with the digits that are left where the two all but point one way. */
    cosineDistance: number | null;
    l2: number;
    l1: number;
  } | null;
  /** The greatest `|a - b|`, and the greatest `|a - b| / |b|` where b is not 0; null where there is none. */
  absolute: Extreme | null;
  relative: Extreme | null;
  /** How many are not close, and the first of them; none is -1. */
  apart: number;
  first: number;
}

/**
 * Two vectors, or two arrays of one shape, beside each other: lengths, dot product, cosine similarity, distances, the
 * greatest differences, and how many numbers are not close.
 *
 * `cosine = a.b / (|a| |b|)`; `L2 = |a - b|`; `L1 = sum |a - b|`; two numbers are close if
 * `|a - b| <= 1e-8 + 1e-5 |b|`, as NumPy has it, so the second one is the reference. Equal infinities are close; NaN is
 * close to nothing, itself neither. Sums are compensated and squares taken in units, so that none leaves the numbers.
 * Throws `shape` where the shapes differ, `empty` where there is no number.
 * @example compareVectors([3, 4], [4, 3]).geometry.cosine // 0.96
 * Source: NumPy's `allclose` and `linalg.norm`; SciPy's `spatial.distance`.
 */
export function compareVectors(first: TensorLike, second: TensorLike): VectorComparison {
  const a = toTensor(first, 'first');
  const b = toTensor(second, 'second');
  sameShape(b.shape, a.shape, 'first');
  if (a.data.length === 0) throw new CoreError('empty', 'no numbers', 'at least one', { argument: 'first' });
  return { count: a.data.length, geometry: geometryOf(a.data, b.data), ...differences(a.data, b.data) };
}

function geometryOf(a: NumericArray, b: NumericArray): VectorComparison['geometry'] {
  const apart = new Float64Array(a.length);
  const l1 = new CompensatedSum();
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) return null;
    apart[i] = a[i] - b[i];
    l1.add(Math.abs(apart[i]));
  }
  const [unitA, unitB] = [vectorUnit(a), vectorUnit(b)];
  const dot = scaledDot(a, b, unitA, unitB);
  const [lengthA, lengthB] = [Math.sqrt(scaledDot(a, a, unitA, unitA)), Math.sqrt(scaledDot(b, b, unitB, unitB))];
  const lengths = lengthA * lengthB;
  return {
    norms: [lengthA * unitA, lengthB * unitB],
    dot: dot * unitA * unitB,
    cosineDistance: lengths > 0 ? halfSquareApart(a, b, unitA * lengthA, unitB * lengthB) : null,
    cosine: lengths > 0 ? Math.max(-1, Math.min(1, dot / lengths)) : null,
    l2: apart.every(Number.isFinite) ? vectorNorm(apart) : Infinity,
    l1: l1.value,
  };
}

/** `1 - cosine` is half the square of the way between the two on the unit sphere. */
function halfSquareApart(a: NumericArray, b: NumericArray, normA: number, normB: number): number {
  const sum = new CompensatedSum();
  for (let i = 0; i < a.length; i++) sum.add((a[i] / normA - b[i] / normB) ** 2);
  return sum.value / 2;
}

function differences(a: NumericArray, b: NumericArray): Omit<VectorComparison, 'count' | 'geometry'> {
  let absolute: Extreme | null = null;
  let relative: Extreme | null = null;
  let [apart, first] = [0, -1];
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] === b[i] ? 0 : Math.abs(a[i] - b[i]);
    const isClose = difference <= CLOSE.atol + CLOSE.rtol * Math.abs(b[i]) && (Number.isFinite(b[i]) || a[i] === b[i]);
    if (!isClose && apart++ === 0) first = i;
    if (Number.isNaN(difference)) continue;
    if (!absolute || difference > absolute.value) absolute = { value: difference, index: i };
    const ratio = difference / Math.abs(b[i]);
    if (b[i] !== 0 && Number.isFinite(b[i]) && (!relative || ratio > relative.value))
      relative = { value: ratio, index: i };
  }
  return { absolute, relative, apart, first };
}
