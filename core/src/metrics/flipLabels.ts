import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import { MersenneTwister } from '../numeric/mersenneTwister.js';
import { checkClasses } from './labels.js';

/**
 * Labels with some turned wrong on purpose: of so many rows, drawn at random, each gets one of the other classes, all
 * alike. What finds wrong labels can be tried on them.
 *
 * Formula: the first `round(share * n)` rows of a random order; `(label + 1 + r) mod classes` with `r` from 0 to `classes - 2`.
 * Takes `n` class indices below `classes`; gives new labels, and the rows that were turned, ascending. The same seed
 * turns the same rows, as NumPy's `RandomState` would.
 * Throws `range` for fewer than two classes or more than 256, a label that is none of them or a share outside 0..1, `option`.
 * @example flipLabels([0, 1, 0, 1], { share: 0.5, classes: 2, seed: 1 }).flipped.length // 2
 */
export function flipLabels(
  labels: ArrayLike<number>,
  options: { share: number; classes: number; seed: number },
): { labels: Uint8Array; flipped: Uint32Array } {
  checkOptions(options, ['share', 'classes', 'seed']);
  const { share, classes, seed } = options;
  if (!Number.isInteger(classes) || classes < 2 || classes > 256)
    throw new CoreError('range', counted(classes, 'class', 'classes'), 'two to 256', { argument: 'classes' });
  checkClasses(labels, classes);
  if (!(share >= 0 && share <= 1)) throw new CoreError('range', `${share}`, 'from 0 to 1', { argument: 'share' });
  const random = new MersenneTwister(seed);
  const turned = Uint8Array.from(labels);
  const flipped = random.permutation(labels.length).slice(0, Math.round(share * labels.length));
  for (const row of flipped) turned[row] = (turned[row] + 1 + random.interval(classes - 2)) % classes;
  return { labels: turned, flipped: flipped.sort() };
}
