import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { rowsByLabel } from '../metrics/labels.js';
import { checkOptions } from '../numeric/option.js';
import { MersenneTwister } from '../numeric/mersenneTwister.js';

/** Row numbers of the two parts, in the order in which they were drawn. */
export interface Split {
  train: Uint32Array;
  test: Uint32Array;
}

/**
 * Splits `count` rows at random, row for row as scikit-learn's `train_test_split(test_size, random_state, stratify)`.
 * The test part has `ceil(testFraction * count)` rows. With `labels` (class indices, one a row) each part keeps the
 * proportion of the classes. Throws `data` where a part would be empty, or smaller than the number of classes, `shape`
 * where there are not `count` labels, `range` for a label that is no class index or a seed that is not whole, `option`.
 * @example trainTestSplit(5, { testFraction: 0.4, seed: 0 }).test // Uint32Array [2, 0]
 */
export function trainTestSplit(
  count: number,
  options: { testFraction: number; seed: number; labels?: ArrayLike<number> },
): Split {
  checkOptions(options, ['testFraction', 'seed', 'labels']);
  const { testFraction, seed, labels } = options;
  const testCount = Math.ceil(testFraction * count);
  const trainCount = count - testCount;
  if (!(Number.isInteger(count) && testCount >= 1 && trainCount >= 1))
    throw new CoreError(
      'data',
      `${count} row${count === 1 ? '' : 's'} split at ${testFraction}`,
      'at least one row in each part',
    );
  const random = new MersenneTwister(seed);
  if (!labels) {
    const order = random.permutation(count);
    return { test: order.subarray(0, testCount), train: order.subarray(testCount) };
  }
  if (labels.length !== count)
    throw new CoreError('shape', counted(labels.length, 'label'), `${count}, one a row`, { argument: 'labels' });
  const groups = rowsByLabel(labels).map(([, rows]) => rows);
  return stratifiedSplit(groups, trainCount, testCount, random);
}

function stratifiedSplit(
  groups: readonly number[][],
  trainCount: number,
  testCount: number,
  random: MersenneTwister,
): Split {
  if (groups.some(({ length }) => length < 2))
    throw new CoreError('data', 'a class of one row', 'two rows or more of each class to stratify');
  if (Math.min(trainCount, testCount) < groups.length)
    throw new CoreError(
      'data',
      `a part of ${counted(Math.min(trainCount, testCount), 'row')} for ${counted(groups.length, 'class', 'classes')}`,
      'a row or more of each class in each part',
    );
  const counts = groups.map((group) => group.length);
  const forTrain = apportion(counts, trainCount, random);
  const forTest = apportion(
    counts.map((n, i) => n - forTrain[i]),
    testCount,
    random,
  );
  const train: number[] = [];
  const test: number[] = [];
  groups.forEach((group, i) => {
    const order = random.permutation(group.length);
    const [n, t] = [forTrain[i], forTest[i]];
    for (let k = 0; k < n; k++) train.push(group[order[k]]);
    for (let k = n; k < n + t; k++) test.push(group[order[k]]);
  });
  const parts = { train: Uint32Array.from(train), test: Uint32Array.from(test) };
  random.shuffle(parts.train);
  random.shuffle(parts.test);
  return parts;
}

/** Shares `draws` out over groups in proportion to `counts`; what rounding leaves goes to the largest remainders, ties at random. */
function apportion(counts: readonly number[], draws: number, random: MersenneTwister): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((n) => (n / total) * draws);
  const shares = exact.map(Math.floor);
  let left = draws - shares.reduce((a, b) => a + b, 0);
  const byRemainder = new Map<number, number[]>();
  exact.forEach((x, i) => {
    const remainder = x - shares[i];
    const tied = byRemainder.get(remainder);
    if (tied) tied.push(i);
    else byRemainder.set(remainder, [i]);
  });
  for (const [, tied] of [...byRemainder].sort(([a], [b]) => b - a)) {
    if (left <= 0) break;
    const chosen = random.permutation(tied.length).subarray(0, Math.min(tied.length, left));
    for (const k of chosen) shares[tied[k]]++;
    left -= chosen.length;
  }
  return shares;
}
