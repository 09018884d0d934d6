import type { LabelVector } from '../metrics/labels.js';
import { contingencyTable } from './contingencyTable.js';

/**
 * Purity: the part of the items that are of the most frequent label of their cluster.
 *
 * `sum over clusters of (most items of one label) / n`. Shapes: two vectors of n labels, whole numbers, strings or
 * booleans. A rate, above 0, up to 1 for clusters of one label each. Many small clusters are pure by themselves: with one
 * item each it is 1, which `adjustedMutualInformation` corrects.
 * Throws, naming the place: `shape` for two lengths, `empty`, `range` for a number that is not whole, `data` for mixed kinds.
 *
 * @example clusterPurity(['a', 'a', 'b', 'b'], [0, 0, 0, 1]) // 0.75
 * Source: the course; Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, 16.3.
 */
export function clusterPurity(labels: LabelVector, clusters: LabelVector): number {
  const { counts } = contingencyTable(labels, clusters);
  const most = counts[0].map((_, j) => counts.reduce((best, row) => Math.max(best, row[j]), 0));
  return most.reduce((sum, count) => sum + count, 0) / labelCount(counts);
}

function labelCount(counts: readonly (readonly number[])[]): number {
  return counts.reduce((sum, row) => row.reduce((total, count) => total + count, sum), 0);
}
