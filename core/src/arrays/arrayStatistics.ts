import { limits } from '../numeric/limits.js';
import { checkOptions } from '../numeric/option.js';
import { PROBABILITY_TOLERANCE, SUM_TOLERANCE } from '../numeric/tolerance.js';
import { Moments } from '../tensor/moments.js';
import type { OpenArray, Pace } from './arrayHeader.js';
import { selectedCount, type Selection } from './arraySlice.js';
import { distributionAxes } from './distributionAxes.js';
import { type ComplexPart, dtypeOf } from './dtypes.js';
import { Bins, type Histogram } from './histogram.js';
import { BLOCK, inDoubles, type TakeBlock } from './inDoubles.js';
import { numberText } from './numberText.js';
import { orderKeys } from './orderKeys.js';
import { quartiles, type Quantiles, RankSearch } from './quantiles.js';
import { atOnce, readParts } from './readParts.js';
import { ExactRange, finiteFirst, Tally } from './tally.js';

/** What can be said of the numbers of a selection. All but the counts speak of the finite ones, and are null without any. */
export interface ArrayStatistics {
  /** All numbers, NaN and infinities too. */
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly zeros: number;
  readonly negative: number;
  readonly min: number | null;
  readonly max: number | null;
  /** The same in digits: whole numbers of 64 bits exactly. */
  readonly minText: string | null;
  readonly maxText: string | null;
  /** How many numbers are the least, and the greatest: where many are, they may have been clipped. */
  readonly atMin: number;
  readonly atMax: number;
  readonly mean: number | null;
  /** Of the population, as NumPy's `std`. */
  readonly deviation: number | null;
  readonly sum: number | null;
  /** The square root of the sum of squares. */
  readonly norm: number | null;
  readonly quantiles: Quantiles | null;
  /** Each whole number that occurs and how often, in rising order, where least and greatest are near; null for all else. */
  readonly distinct: { readonly values: Float64Array; readonly counts: Float64Array } | null;
  readonly histogram: Histogram | null;
  /** The axes of the array along which the numbers are distributions. */
  readonly distributionAlong: readonly number[];
  /** The axes of which that is not known, since it would take too long. */
  readonly unchecked: readonly number[];
}

export interface StatisticsOptions {
  /** Of complex numbers. */
  part?: ComplexPart;
  /** Bins of the histogram; without them there is none. */
  bins?: number;
  /** The range of the histogram, where it is not that of the numbers. */
  range?: readonly [from: number, to: number];
}

/** Whole numbers from the least to the greatest that are counted one by one. */
const NEAR = 65_536;
/** Different numbers that are told, and numbers that are sorted whatever their type. */
const FEW = 1024;

/**
 * Counts, range, moments, quartiles and histogram of a selection, read twice in the order in which it lies, and once more
 * where its numbers may be distributions. Mean `sum x / n`, deviation `sqrt(sum (x - mean)^2 / n)`, of the finite numbers.
 * Quartiles are exact for types of at most 32 bits, and for others up to `limits.arraySorted` numbers.
 * NumPy answers NaN as soon as one number is; here the rest is still described.
 */
export function arrayStatistics(
  array: OpenArray,
  selection: Selection,
  options: StatisticsOptions = {},
  pace: Pace = atOnce,
): Promise<ArrayStatistics> {
  checkOptions(options, ['part', 'bins', 'range']);
  return statisticsOf(array, selection, options, pace);
}

async function statisticsOf(
  array: OpenArray,
  selection: Selection,
  { part = 'magnitude', bins, range }: StatisticsOptions,
  pace: Pace,
): Promise<ArrayStatistics> {
  const dtype = dtypeOf(array.header.dtype);
  const isWhole = dtype.kind !== 'float' && dtype.kind !== 'complex';
  const count = selectedCount(selection);
  const walk = (take: TakeBlock, from: number, to: number): Promise<void> =>
    readParts(array, selection, inDoubles(take, part), undefined, (share) => pace(from + (to - from) * share));

  let tally = new Tally();
  const exact = isWhole && dtype.size === 8 ? new ExactRange() : null;
  const isSorted = count <= FEW || (dtype.size > 4 && count <= limits.arraySorted);
  const sorted = isSorted ? new Float64Array(count) : null;
  const search = sorted ? null : new RankSearch(orderKeys(dtype, BLOCK));
  await walk(
    (values, size, _, _to, elements, first, stride) => {
      const at = tally.finite;
      const finite = tally.add(values, size);
      sorted?.set(values.subarray(0, finite), at);
      search?.count(values, finite);
      exact?.add(elements, first, size, stride);
    },
    0,
    0.5,
  );
  const { finite, min, max } = tally;
  const counts = {
    count,
    nan: tally.nan,
    positiveInfinity: tally.above,
    negativeInfinity: tally.below,
    zeros: tally.zeros,
    negative: tally.negative,
  };
  if (finite === 0) return { ...counts, ...nothing };
  const isNear = isWhole && max - min < NEAR && Math.max(-min, max) <= 2 ** 53;
  const table = isNear ? new Float64Array(max - min + 1) : null;
  const binned = bins === undefined ? null : new Bins(bins, range?.[0] ?? min, range?.[1] ?? max);
  sorted?.subarray(0, finite).sort();
  search?.choose(finite);
  const again = tally.isExtreme ? new Tally(new Moments(tally.unit)) : null;
  await walk(
    (values, size) => {
      const some = again ? again.add(values, size) : finite === count ? size : finiteFirst(values, size);
      search?.refine(values, some);
      binned?.add(values, some);
      if (table) for (let i = 0; i < some; i++) table[values[i] - min]++;
    },
    0.5,
    0.9,
  );
  if (again) tally = again;
  const { mean, deviation } = tally;
  const [minText, maxText] = exact?.texts ?? [min, max].map((value) => numberText(dtype.name)(value));
  const may = counts.nan + counts.positiveInfinity + counts.negative === 0;
  const isSmall = max <= 1 + PROBABILITY_TOLERANCE + dtype.epsilon && dtype.kind !== 'complex';
  const tolerance = SUM_TOLERANCE + dtype.epsilon;
  const along = may && isSmall ? await distributionAxes(array, selection, tolerance, () => pace(0.9)) : none;
  await pace(1);
  return {
    ...counts,
    min,
    max,
    minText,
    maxText,
    atMin: exact?.atMin ?? tally.atMin,
    atMax: exact?.atMax ?? tally.atMax,
    mean,
    deviation,
    sum: tally.total,
    norm: Math.hypot(mean, deviation) * Math.sqrt(finite),
    quantiles: quartiles(finite, (rank) => sorted?.[rank] ?? search!.valueOf(rank), sorted !== null || dtype.size <= 4),
    distinct: table && distinctOf(table, min),
    histogram: binned?.histogram ?? null,
    ...along,
  };
}

const none = { distributionAlong: [], unchecked: [] };
/** What is said where no number is finite. */
const nothing = {
  min: null,
  max: null,
  minText: null,
  maxText: null,
  atMin: 0,
  atMax: 0,
  mean: null,
  deviation: null,
  sum: null,
  norm: null,
  quantiles: null,
  distinct: null,
  histogram: null,
  ...none,
};

/** The numbers that occur; null where they are many. */
function distinctOf(table: Float64Array, min: number): ArrayStatistics['distinct'] {
  let some = 0;
  for (const count of table) if (count > 0) some++;
  if (some > FEW) return null;
  const [values, counts] = [new Float64Array(some), new Float64Array(some)];
  let next = 0;
  for (let i = 0; i < table.length; i++)
    if (table[i] > 0) {
      values[next] = min + i;
      counts[next++] = table[i];
    }
  return { values, counts };
}
