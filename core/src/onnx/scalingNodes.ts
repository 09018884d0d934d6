import type { ForeignScaling } from '../network/foreignModel.js';
import type { OnnxTensor } from './readTensor.js';

/** Operators by a constant before the first layer. */
export type ScalingOperator = 'Sub' | 'Add' | 'Div' | 'Mul';
export const isScaling = (operator: string): operator is ScalingOperator =>
  operator === 'Sub' || operator === 'Add' || operator === 'Div' || operator === 'Mul';

/** Numbers of one item that a scaling by channels is made for. */
const MOST_FEATURES = 2 ** 24;

/** A scaling and what is done after it, by one number or one a feature, as one scaling. */
export function thenScaled(before: ForeignScaling | null, operator: ScalingOperator, by: Float64Array): ForeignScaling {
  const { mean, deviation } = before ?? { mean: new Float64Array(1), deviation: Float64Array.of(1) };
  const longest = by.length > mean.length ? by : mean;
  const each = (of: (m: number, d: number, c: number) => number): Float64Array =>
    longest.map((_, j) => of(mean[j % mean.length], deviation[j % mean.length], by[j % by.length]));
  switch (operator) {
    case 'Sub':
      return { mean: each((m, d, c) => m + c * d), deviation: each((_, d) => d) };
    case 'Add':
      return { mean: each((m, d, c) => m - c * d), deviation: each((_, d) => d) };
    case 'Div':
      return { mean: each((m) => m), deviation: each((_, d, c) => d * c) };
    case 'Mul':
      return { mean: each((m) => m), deviation: each((_, d, c) => d / c) };
  }
}

/**
 * A constant as one number, or as one for each number of an item: it has the shape of an item, or one number a channel of
 * pictures. Null where it has neither, and where the shape of an item is open.
 */
export function ofItem({ shape, data }: OnnxTensor, input: readonly (number | null)[] | null): Float64Array | null {
  if (data.length === 1) return Float64Array.from(data);
  if (!input || !input.every((side) => side !== null)) return null;
  const sides = withoutOnes(shape);
  if (sides === withoutOnes(input)) return Float64Array.from(data);
  const size = input.reduce((product, side) => product * side, 1);
  // Whoever wrote the file says how large an item is.
  if (input.length !== 3 || sides !== `${input[0]},1,1` || size > MOST_FEATURES) return null;
  return new Float64Array(size).map((_, j) => data[Math.floor((j * input[0]) / size)]);
}

/** Sizes from the first that is not 1 on: those before it change nothing. */
const withoutOnes = (sizes: readonly number[]): string => sizes.slice(sizes.findIndex((size) => size !== 1)).join();
