import { relativeTerm } from '../divergences/relativeTerm.js';
import type { LabelVector } from '../metrics/labels.js';
import { CompensatedSum } from '../numeric/sum.js';
import { isRenaming, type JointTable } from './jointTable.js';
import { informationOf } from './mutualInformation.js';
import { meanEntropy, readClusters, type NormalizedMutualInformationOptions } from './normalizedMutualInformation.js';

/** A difference below this part of the entropies is none. */
const ROUNDING = 1e-13;

/**
 * Adjusted mutual information: the likeness of two groupings above what groups of these sizes have by chance.
 *
 * `(I - E) / (mean(H(labels), H(clusters)) - E)`, E the mean of I over all ways to deal the items out to groups of the same
 * sizes. Shapes: two vectors of n labels, whole numbers, strings or booleans. A plain number: 1 for the same grouping, about
 * 0 (and below it too) for random ones. Where both put all items in one group, or each in its own, it is 1. Where the sizes
 * leave no other information than I and the mean is no more, it is 0: scikit-learn divides rounding by rounding there.
 * Throws, naming the place: `shape` for two lengths, `empty`, `range` for a number that is not whole, `data` for mixed
 * kinds, `option`.
 *
 * @example adjustedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1]) // -0.5
 * Source: Vinh, Epps and Bailey, *Information theoretic measures for clusterings comparison* (2010).
 */
export function adjustedMutualInformation(
  labels: LabelVector,
  clusters: LabelVector,
  options: NormalizedMutualInformationOptions = {},
): number {
  const { average, table } = readClusters(labels, clusters, options);
  if (isRenaming(table)) return 1;
  const expected = expectedInformation(table);
  const information = informationOf(table);
  const most = meanEntropy(table, average);
  return most - expected > ROUNDING * most ? (information - expected) / (most - expected) : 0;
}

/** The mean mutual information in nats of all tables with these sums; each cell is hypergeometric. */
function expectedInformation({ rowSums, columnSums, total }: JointTable): number {
  const all = new CompensatedSum();
  for (const a of rowSums) for (const b of columnSums) all.add(expectedCell(a.high, b.high, total.high));
  return all.value;
}

/** The mean of `k/n ln(n k / (a b))` for a draw of b from n items of which a count; `k - a b / n`, which has mean 0, is taken off. */
function expectedCell(a: number, b: number, n: number): number {
  const least = Math.max(0, a + b - n);
  const most = Math.min(a, b);
  const mode = Math.min(most, Math.max(least, Math.floor(((a + 1) * (b + 1)) / (n + 2))));
  const mass = new CompensatedSum();
  const mean = new CompensatedSum();
  const add = (k: number, weight: number): void => {
    mass.add(weight);
    mean.add(weight * relativeTerm(k, (a * b) / n, (n * k - a * b) / (a * b)));
  };
  // Weights relative to the mode, by the ratio of neighbours: no factorial, and their sum makes them probabilities.
  add(mode, 1);
  for (let k = mode, weight = 1; k < most && weight > 0; k++) {
    weight *= ((a - k) * (b - k)) / ((k + 1) * (n - a - b + k + 1));
    add(k + 1, weight);
  }
  for (let k = mode, weight = 1; k > least && weight > 0; k--) {
    weight *= (k * (n - a - b + k)) / ((a - k + 1) * (b - k + 1));
    add(k - 1, weight);
  }
  return mean.value / mass.value / n;
}
