import type { LabelVector } from '../metrics/labels.js';
import { checkOptions, readNumber, type NumberOption } from '../numeric/option.js';
import { contingencyTable } from './contingencyTable.js';
import { entropyOfParts, readJoint } from './jointTable.js';
import { informationOf } from './mutualInformation.js';

export interface VMeasure {
  /** How far each cluster holds one label only. */
  homogeneity: number;
  /** How far each label lies in one cluster only. */
  completeness: number;
  /** Their weighted harmonic mean. */
  vMeasure: number;
}

const BETA = {
  kind: 'number',
  name: 'beta',
  title: 'Weight of completeness against homogeneity',
  default: 1,
  min: 0,
  max: Number.MAX_VALUE,
} as const satisfies NumberOption;

/**
 * Homogeneity, completeness and V-measure of clusters against labels.
 *
 * `h = I / H(labels)`, `c = I / H(clusters)`, `v = (1 + beta) h c / (beta h + c)`. Shapes: two vectors of n labels, whole
 * numbers, strings or booleans. Plain numbers from 0 to 1; with beta 1, v is `normalizedMutualInformation`.
 * A single label makes h 1, a single cluster makes c 1. Where both are 0 so is v.
 * Throws, naming the place: `shape` for two lengths, `empty`, `range` for a number that is not whole, `data` for mixed
 * kinds, `option`.
 *
 * @example vMeasure([0, 0, 1, 1], [0, 0, 1, 2]).homogeneity // 1
 * Source: Rosenberg and Hirschberg, *V-measure* (2007).
 */
export function vMeasure(labels: LabelVector, clusters: LabelVector, options: { beta?: number } = {}): VMeasure {
  checkOptions(options, [BETA]);
  const beta = readNumber(BETA, options.beta);
  const table = readJoint(contingencyTable(labels, clusters).counts);
  const information = informationOf(table);
  const ofLabels = entropyOfParts(table.rowSums, table.total);
  const ofClusters = entropyOfParts(table.columnSums, table.total);
  const homogeneity = ofLabels > 0 ? Math.min(1, information / ofLabels) : 1;
  const completeness = ofClusters > 0 ? Math.min(1, information / ofClusters) : 1;
  const both = beta * homogeneity + completeness;
  return { homogeneity, completeness, vMeasure: both > 0 ? ((1 + beta) * homogeneity * completeness) / both : 0 };
}
