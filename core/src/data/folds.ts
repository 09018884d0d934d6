import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { rowsByLabel } from '../metrics/labels.js';
import { checkOptions } from '../numeric/option.js';
import { MersenneTwister } from '../numeric/mersenneTwister.js';

/**
 * Deals rows out to folds at random, class by class, so that each fold has the proportions of the classes and no fold
 * is larger than another by more than one row.
 * Takes one class index a row; gives the fold of each row, from 0. The same seed gives the same folds.
 * Throws `range` for fewer than 2 folds or more than rows, a label that is no class index or a seed that is not whole,
 * `option`, and `data` for a class of one row, which no network could learn from the other folds.
 * @example stratifiedFolds([0, 0, 1, 1], { folds: 2, seed: 1 }).length // 4
 */
export function stratifiedFolds(labels: ArrayLike<number>, options: { folds: number; seed: number }): Uint8Array {
  checkOptions(options, ['folds', 'seed']);
  const { folds, seed } = options;
  const count = labels.length;
  if (!Number.isInteger(folds) || folds < 2 || folds > Math.min(count, 255))
    throw new CoreError(
      'range',
      `${counted(folds, 'fold')} of ${counted(count, 'row')}`,
      'a whole number from 2 to the rows, 255 at most',
      {
        argument: 'folds',
      },
    );
  const classes = rowsByLabel(labels);
  const random = new MersenneTwister(seed);
  const fold = new Uint8Array(count);
  let dealt = 0;
  for (const [label, rows] of classes) {
    if (rows.length === 1)
      throw new CoreError('data', `one row of class ${label}`, 'two or more, so that others can tell of it');
    for (const at of random.permutation(rows.length)) fold[rows[at]] = dealt++ % folds;
  }
  return fold;
}
