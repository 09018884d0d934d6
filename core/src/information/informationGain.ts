import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { checkOptions } from '../numeric/option.js';
import type { LabelVector } from '../metrics/labels.js';
import { contingencyTable } from './contingencyTable.js';
import { readJoint } from './jointTable.js';
import { informationOf } from './mutualInformation.js';

export type InformationGainOptions = BaseOptions;

/**
 * Information gain: by how much splitting items into groups lowers the entropy of their labels. A decision tree asks the
 * question that gains most.
 *
 * `H(labels) - sum_g n_g/n H(labels in g)`, which is the mutual information of labels and groups, and is taken as such.
 * Shapes: two vectors of n labels, whole numbers, strings or booleans. Nats, or units of `base`.
 * 0 where the groups tell nothing, H(labels) where each group is pure; never negative.
 * Throws, naming the place: `shape` for two lengths, `empty`, `range` for a number that is not whole, `data` for mixed kinds,
 * `option`.
 *
 * @example informationGain(['yes', 'yes', 'no', 'no'], [true, true, true, false], { base: 2 }) // 0.311278
 * Source: the course; Quinlan, *Induction of decision trees* (1986).
 */
export function informationGain(
  labels: LabelVector,
  groups: LabelVector,
  options: InformationGainOptions = {},
): number {
  checkOptions(options, [BASE]);
  return informationOf(readJoint(contingencyTable(labels, groups).counts)) / natsPerUnit(options);
}
