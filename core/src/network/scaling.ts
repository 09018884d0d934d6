import { grouped } from '../numeric/describe.js';
import { dataError } from '../data/bytes.js';
import { type Dataset, featuresEach } from '../data/dataset.js';
import { CoreError } from '../numeric/error.js';
import type { DataConfig, RunConfig, ScaleRule } from './config.js';

/** What is done to the features of an image before a network takes them: `(x - mean) / deviation`, each with its own. */
export interface Scaling {
  readonly rule: ScaleRule;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** The same for every feature: `none` takes it as it stands, `byte` divides it by 255. */
export function evenScaling(rule: 'none' | 'byte', size: number): Scaling {
  return { rule, mean: new Float64Array(size), deviation: new Float64Array(size).fill(rule === 'byte' ? 255 : 1) };
}

export const sameScaling = (a: Scaling, b: Scaling): boolean =>
  a.rule === b.rule &&
  a.mean.every((mean, j) => mean === b.mean[j]) &&
  a.deviation.every((deviation, j) => deviation === b.deviation[j]);

/** One row as a network takes it. */
export function scaleRow({ mean, deviation }: Scaling, row: ArrayLike<number>): Float64Array {
  return Float64Array.from(mean, (_, j) => (row[j] - mean[j]) / deviation[j]);
}

/**
 * The rule for the features of all parts of a run, whatever files they come from: what the configuration says, else what the first
 * set's file tells. `legacy` gives what version 0.1.0 did, which took each file by itself.
 * Throws `data` where that version would have laid out parts of two types as if they were one.
 */
export function scaleRule(given: DataConfig['scale'], sets: readonly Pick<Dataset, 'origin'>[]): ScaleRule {
  if (given !== 'legacy') return given ?? sets[0].origin.usual;
  const { before } = sets[0].origin;
  if (sets.some(({ origin }) => origin.before !== before))
    throw new CoreError(
      'data',
      'a training and a test file of two types',
      'two of one type: a run of version 0.1.0 on others was trained on wrong numbers, and can’t be read again',
      { argument: 'data.scale' },
    );
  return before;
}

/** Refuses features that are no bytes where all are to be divided by 255; names the file and the place. */
export function checkBytes(data: Dataset, file: string): void {
  const { features } = data;
  if (features instanceof Uint8Array) return;
  const wrong = features.findIndex((x) => x < 0 || x > 255);
  if (wrong < 0) return;
  const size = featuresEach(data);
  const place = `item ${grouped(Math.floor(wrong / size))}, feature ${wrong % size}`;
  throw dataError(file, `${features[wrong]} in ${place}`, '0 to 255, since data.scale is byte');
}

/**
 * Refuses parts of two ranges, which no one scaling serves: bytes beyond 127 in one file, and in the other, that has
 * fractions, nothing outside 0 to 1. Such are images that were divided by 255 in one file alone.
 */
export function checkRanges(train: Dataset, test: Dataset, names: { train: string; test: string }): void {
  const [bytes, parts] = train.features instanceof Uint8Array ? [train, test] : [test, train];
  if (!(bytes.features instanceof Uint8Array) || parts.features instanceof Uint8Array) return;
  const most = bytes.features.reduce((max, x) => Math.max(max, x), 0);
  if (most <= 127 || parts.features.some((x) => x < 0 || x > 1)) return;
  const [found, wanted] = bytes === train ? ['1', most] : [String(most), '1'];
  throw dataError(
    names.test,
    `numbers from 0 to ${found}`,
    `0 to ${wanted}, as in ${names.train}, since one scaling serves both`,
  );
}

/**
 * Fits a rule on the rows that are trained on, by their numbers over all sets. `standard` takes of each feature the mean
 * and the deviation (divisor n) of those rows, so that there they have mean 0 and deviation 1; a feature that never
 * varies is divided by 1. That is scikit-learn's `StandardScaler`, what it counts as constant included.
 * Throws `data` where a deviation is beyond the numbers.
 */
export function fitScaling(rule: ScaleRule, sets: readonly Dataset[], rows: Uint32Array): Scaling {
  const size = featuresEach(sets[0]);
  if (rule !== 'standard') return evenScaling(rule, size);
  const { mean, variance } = columnMoments(sets, rows);
  const deviation = variance.map((v) => (v === 0 ? 1 : Math.sqrt(v)));
  const beyond = deviation.findIndex((d) => !Number.isFinite(d));
  if (beyond >= 0)
    throw new CoreError('data', `a deviation of ${deviation[beyond]} of feature ${beyond}`, 'a finite one', {
      argument: 'data.scale',
    });
  return { rule, mean, deviation };
}

/**
 * Mean and variance (divisor n) of each feature over some rows. A variance that rounding alone may have left is 0: one of
 * at most `n e v + (n e m)^2`, with e the distance from 1 to the next number, as scikit-learn has it.
 */
export function columnMoments(
  sets: readonly Dataset[],
  rows: Uint32Array,
): { mean: Float64Array; variance: Float64Array } {
  const size = featuresEach(sets[0]);
  const over = (add: (sums: Float64Array, x: number, j: number) => void): Float64Array => {
    const sums = new Float64Array(size);
    for (const row of rows) {
      let [at, set] = [row, 0];
      while (at >= sets[set].count) at -= sets[set++].count;
      const { features } = sets[set];
      for (let j = 0, k = at * size; j < size; j++, k++) add(sums, features[k], j);
    }
    return sums.map((sum) => sum / rows.length);
  };
  const near = over((sums, x, j) => (sums[j] = sums[j] + x));
  // What rounding left out of the first mean.
  const rest = over((sums, x, j) => (sums[j] = sums[j] + (x - near[j])));
  const squares = over((sums, x, j) => (sums[j] = sums[j] + (x - near[j]) ** 2));
  const mean = near.map((m, j) => m + rest[j]);
  const e = rows.length * Number.EPSILON;
  const variance = squares.map((square, j) => {
    const v = square - rest[j] ** 2;
    return Number.isFinite(v) && v <= e * v + (e * mean[j]) ** 2 ? 0 : v;
  });
  return { mean, variance };
}

/** The same settings, with the rule that was applied. */
export const withScale = (config: RunConfig, scale: ScaleRule): RunConfig => ({
  ...config,
  data: { ...config.data, scale },
});
