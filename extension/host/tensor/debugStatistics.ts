import {
  type ArrayStatistics,
  arrayStatistics,
  countBeside,
  dtypeOf,
  numberText,
  type Pace,
  PROBABILITY_TOLERANCE,
  type Selection,
  selectedCount,
  SUM_TOLERANCE,
} from '@surprisal/core';
import type { ArrayRank } from '../../protocol/arrayThread.js';
import type { ProgramArray } from './debugArray.js';
import type { Answer } from './debugProgram.js';

/** Seconds that the program works for one answer. */
const SECONDS = 0.5;
/** Counts of bins, or of whole numbers, that fit into one answer. */
const COUNTS = 200;
/** Which of a complex number, as core has it. */
const part = 'magnitude';
/** Where squares leave what a double holds, deviations are taken of numbers in another unit. */
const unitFor = (size: number): number => (size > 1e150 ? 2 ** -600 : size > 0 && size < 1e-150 ? 2 ** 600 : 1);

type Moments = Answer<'moments'>;
type Found = Pick<ArrayStatistics, 'histogram' | 'quantiles' | 'distributionAlong' | 'unchecked' | 'distinct'>;
const nothing = { min: null, max: null, minText: null, maxText: null, atMin: 0, atMax: 0, mean: null, deviation: null };
const unknown = { quantiles: null, distinct: null, histogram: null, distributionAlong: [], unchecked: [] };

/** What core's `arrayStatistics` says of a selection; the program computes it of one that is too large to be brought. */
export async function programStatistics(
  array: ProgramArray,
  selection: Selection,
  bins: number,
  pace: Pace,
): Promise<ArrayStatistics> {
  const near = await array.few(selection);
  if (near) return arrayStatistics(near.array, near.selection, { bins }, pace);
  const moments = (unit: number, from: number, to: number): Promise<Moments> =>
    momentsOf(array, selection, unit, (share) => pace(from + (to - from) * share));
  let all = await moments(1, 0, 0.4);
  const { count, nan, zeros, negative, atMin, atMax, finite } = all;
  const counts = { count, nan, positiveInfinity: all.above, negativeInfinity: all.below, zeros, negative };
  if (all.min === null || all.max === null) return { ...counts, ...nothing, sum: null, norm: null, ...unknown };
  const [min, max] = [Number(all.min), Number(all.max)];
  const text = textOf(array);
  const texts = { minText: text(all.min), maxText: text(all.max) };
  const unit = unitFor(Math.max(-min, max));
  if (unit !== 1) all = await moments(unit, 0.2, 0.4);
  const mean = Math.min(max, Math.max(min, (all.mean ?? NaN) / unit));
  const deviation = Math.sqrt((all.squares ?? NaN) / finite) / unit;
  const found = await spreadOf(array, selection, { ...all, min, max }, bins, (share) => pace(0.4 + 0.6 * share));
  const sum = mean * finite;
  return {
    ...counts,
    min,
    max,
    ...texts,
    atMin,
    atMax,
    mean,
    deviation,
    sum,
    norm: Math.hypot(mean, deviation) * Math.sqrt(finite),
    ...found,
  };
}

/** How many numbers of a selection are less than one, equal to it, and greater. */
export async function programRank(array: ProgramArray, selection: Selection, value: number): Promise<ArrayRank> {
  const near = await array.few(selection);
  if (near) return countBeside(near.array, near.selection, value);
  const { below, equal, above } = await array.ask('rank', selection, { value, part });
  return { below, equal, above };
}

/** The moments of all numbers, in as many answers as it takes. */
async function momentsOf(array: ProgramArray, selection: Selection, unit: number, pace: Pace): Promise<Moments> {
  const count = selectedCount(selection);
  let all: Moments | undefined;
  for (let first: number | null = 0; first !== null;) {
    const more: Moments = await array.ask('moments', selection, { first, unit, part, seconds: SECONDS });
    all = all ? joined(all, more) : more;
    first = more.next;
    await pace(all.count / count);
  }
  return all!;
}

/** The moments of two parts together. */
function joined(a: Moments, b: Moments): Moments {
  if (a.finite === 0 || b.finite === 0) {
    const [some, none] = a.finite === 0 ? [b, a] : [a, b];
    return { ...some, ...added(some, none) };
  }
  const finite = a.finite + b.finite;
  const [mean, more, squares, others] = [a.mean ?? NaN, b.mean ?? NaN, a.squares ?? NaN, b.squares ?? NaN];
  const apart = more - mean;
  const [min, atMin] = end(a, b, 'min', 'atMin', isLess(b.min!, a.min!));
  const [max, atMax] = end(a, b, 'max', 'atMax', isLess(a.max!, b.max!));
  return {
    ...a,
    ...added(a, b),
    min,
    max,
    atMin,
    atMax,
    mean: mean + (apart * b.finite) / finite,
    squares: squares + others + (apart * apart * a.finite * b.finite) / finite,
  };
}

const sums = ['count', 'finite', 'nan', 'above', 'below', 'zeros', 'negative'] as const;
const added = (a: Moments, b: Moments): Pick<Moments, (typeof sums)[number]> =>
  Object.fromEntries(sums.map((name) => [name, a[name] + b[name]])) as Pick<Moments, (typeof sums)[number]>;

/** Whole numbers of 64 bits are compared exactly. */
const isLess = (a: string, b: string): boolean =>
  /^-?\d+$/.test(a) && /^-?\d+$/.test(b) ? BigInt(a) < BigInt(b) : Number(a) < Number(b);

function end(a: Moments, b: Moments, name: 'min' | 'max', at: 'atMin' | 'atMax', isBeyond: boolean): [string, number] {
  if (a[name] === b[name]) return [a[name]!, a[at] + b[at]];
  return isBeyond ? [b[name]!, b[at]] : [a[name]!, a[at]];
}

/** Histogram, quartiles, the numbers that occur, and the axes along which numbers are distributions. */
async function spreadOf(
  array: ProgramArray,
  selection: Selection,
  {
    nan,
    above,
    negative,
    count,
    min,
    max,
  }: Pick<Moments, 'nan' | 'above' | 'negative' | 'count'> & Record<'min' | 'max', number>,
  bins: number,
  pace: Pace,
): Promise<Found> {
  const { kind, epsilon } = dtypeOf(array.dtype);
  const may = nan + above + negative === 0 && max <= 1 + PROBABILITY_TOLERANCE + epsilon && kind !== 'complex';
  const spread = async (bins: number, range: readonly [number, number]): Promise<Float64Array> => {
    const counts = new Float64Array(bins);
    for (let first: number | null = 0; first !== null;) {
      const asked = { bins, range, first, part, seconds: SECONDS };
      const more: Answer<'spread'> = await array.ask('spread', selection, asked);
      more.counts.forEach((each, i) => (counts[i] += each));
      first = more.next;
      await pace((0.8 * counts.reduce((sum, each) => sum + each, 0)) / count);
    }
    return counts;
  };
  const [from, to] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  // A range that no double holds has no bins.
  const counts = to - from < Infinity ? await spread(Math.min(bins, COUNTS), [from, to]) : null;
  const width = max - min + 1;
  const isNear = kind !== 'float' && kind !== 'complex' && width <= COUNTS && Math.max(-min, max) <= 2 ** 53;
  const each = isNear ? await spread(width, [min - 0.5, max + 0.5]) : null;
  const tolerance = may ? SUM_TOLERANCE + epsilon : null;
  const { quartiles, along } = await array.ask('order', selection, { tolerance, part });
  const axes = selection.flatMap((axis, i) => (axis.kept && axis.count > 1 ? [i] : []));
  await pace(1);
  return {
    histogram: counts && { from, to, counts, below: 0, above: 0 },
    quantiles: quartiles && { quarter: quartiles[0], median: quartiles[1], threeQuarters: quartiles[2], exact: true },
    distinct: each && occurring(min, each),
    distributionAlong: along?.filter((axis) => axes.includes(axis)) ?? [],
    unchecked: may && !along ? axes : [],
  };
}

/** The whole numbers from one on that occur, and how often. */
function occurring(from: number, all: Float64Array): ArrayStatistics['distinct'] {
  const some = Array.from(all.keys()).filter((i) => all[i] > 0);
  return { values: Float64Array.from(some, (i) => from + i), counts: Float64Array.from(some, (i) => all[i]) };
}

/** How Python's `repr` of a number is written as NumPy writes one of the array. */
const textOf =
  ({ dtype }: ProgramArray) =>
  (text: string): string =>
    dtypeOf(dtype).kind === 'int' || dtypeOf(dtype).kind === 'uint' ? text : numberText(dtype)(Number(text));
