import type { LabelVector } from '../metrics/labels.js';
import { checkOptions, readChoice, type ChoiceOption } from '../numeric/option.js';
import { contingencyTable } from './contingencyTable.js';
import { entropyOfParts, isRenaming, readJoint, type JointTable } from './jointTable.js';
import { informationOf } from './mutualInformation.js';

/** What the information is divided by, of the two entropies. */
export type EntropyAverage = 'arithmetic' | 'geometric' | 'min' | 'max';

export interface NormalizedMutualInformationOptions {
  average?: EntropyAverage;
}

export const AVERAGE = {
  kind: 'choice',
  name: 'average',
  title: 'Mean of the two entropies that divides',
  default: 'arithmetic',
  choices: ['arithmetic', 'geometric', 'min', 'max'],
} as const satisfies ChoiceOption<EntropyAverage>;

/**
 * Normalised mutual information: the likeness of two groupings of the same items, whatever the groups are called.
 *
 * `I(labels; clusters) / mean(H(labels), H(clusters))`. Shapes: two vectors of n labels, whole numbers, strings or booleans.
 * A plain number, 0 for independent groupings and 1 for the same one; not corrected for chance, see
 * `adjustedMutualInformation`. Where both put all items in one group they agree, and it is 1; where one does, 0.
 * Throws, naming the place: `shape` for two lengths, `empty`, `range` for a number that is not whole, `data` for mixed
 * kinds, `option`.
 *
 * @example normalizedMutualInformation([0, 0, 1, 1], ['b', 'b', 'a', 'a']) // 1
 * Source: scikit-learn, `normalized_mutual_info_score`; Strehl and Ghosh, *Cluster ensembles* (2002).
 */
export function normalizedMutualInformation(
  labels: LabelVector,
  clusters: LabelVector,
  options: NormalizedMutualInformationOptions = {},
): number {
  const { average, table } = readClusters(labels, clusters, options);
  if (isRenaming(table)) return 1;
  const information = informationOf(table);
  return information === 0 ? 0 : Math.min(1, information / meanEntropy(table, average));
}

/** The counts of two sequences of labels, and the mean of their entropies that is asked for. */
export function readClusters(
  labels: LabelVector,
  clusters: LabelVector,
  options: NormalizedMutualInformationOptions,
): { table: JointTable; average: EntropyAverage } {
  checkOptions(options, [AVERAGE]);
  const average = readChoice<EntropyAverage>(AVERAGE, options.average);
  return { table: readJoint(contingencyTable(labels, clusters).counts), average };
}

/** The mean of the entropies of rows and columns, in nats. */
export function meanEntropy({ rowSums, columnSums, total }: JointTable, average: EntropyAverage): number {
  const a = entropyOfParts(rowSums, total);
  const b = entropyOfParts(columnSums, total);
  if (average === 'min') return Math.min(a, b);
  if (average === 'max') return Math.max(a, b);
  return average === 'arithmetic' ? (a + b) / 2 : Math.sqrt(a * b);
}
