import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import { marginals } from './marginals.js';
import { normalizeConfusion } from './normalizeConfusion.js';

const MOST_CLASSES = 512;

/** A class, or two groups of them side by side. */
interface Node {
  leaves: number[];
  halves: readonly [Node, Node] | null;
}

/**
 * Orders classes so that those taken for one another stand side by side: an order for both axes of the matrix.
 *
 * With `r` the rates by actual class, classes are `1 - (r[i][j] + r[j][i]) / 2` apart. Average linkage makes a tree of
 * them; of all orders that keep every branch together, the one whose neighbours are least apart in sum.
 * Takes a confusion matrix of up to 512 classes; gives indices into its labels, each once. Of the two directions the
 * one whose first end is the lower index. A class without items has no rates and counts as never mistaken.
 * The best order on SciPy's `linkage(..., 'average')`, which its own `optimal_leaf_ordering` often misses; of equals the
 * first in the order of the matrix.
 * Throws `limit` above 512 classes, and what `confusionFromCounts` throws for a matrix that is none.
 * @example leafOrder(confusionFromCounts([[8, 0, 2], [0, 9, 1], [3, 0, 7]])) // [0, 2, 1]
 * Source: Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical clustering* (2001).
 */
export function leafOrder(cm: ConfusionMatrix): number[] {
  const { size } = marginals(cm);
  if (size > MOST_CLASSES)
    throw new CoreError('limit', counted(size, 'class', 'classes'), `at most ${grouped(MOST_CLASSES)}`, {
      argument: 'cm',
    });
  const rates = normalizeConfusion(cm);
  const apart = rates.map((row, i) => row.map((rate, j) => 1 - ((rate ?? 0) + (rates[j][i] ?? 0)) / 2));
  const order = bestOrder(averageLinkage(apart), apart);
  return order[0] > order[size - 1] ? order.reverse() : order;
}

/** Joins the two groups with the least mean distance until one is left. */
function averageLinkage(apart: readonly (readonly number[])[]): Node {
  let groups = apart.map((row, i): { node: Node; to: number[] } => ({
    node: { leaves: [i], halves: null },
    to: [...row],
  }));
  while (groups.length > 1) {
    let [a, b] = [0, 1];
    for (let i = 0; i < groups.length; i++)
      for (let j = i + 1; j < groups.length; j++) if (groups[i].to[j] < groups[a].to[b]) [a, b] = [i, j];
    const [one, other] = [groups[a].node, groups[b].node];
    const [m, n] = [one.leaves.length, other.leaves.length];
    groups.forEach(({ to }) => (to[a] = (m * to[a] + n * to[b]) / (m + n)));
    groups[a] = {
      node: { leaves: [...one.leaves, ...other.leaves], halves: [one, other] },
      to: groups.map(({ to }) => to[a]),
    };
    groups = groups.filter((_, g) => g !== b);
    groups.forEach(({ to }) => to.splice(b, 1));
  }
  return groups[0].node;
}

/** The inner ends of a branch whose outer end is `leaf`: the leaves of its other half. */
const innerEnds = ({ leaves, halves }: Node, leaf: number): number[] =>
  halves ? (halves[0].leaves.includes(leaf) ? halves[1] : halves[0]).leaves : leaves;

/** The order of least cost. The branch in which two leaves are the ends is the one that joins them, so a pair tells it. */
function bestOrder(root: Node, apart: readonly (readonly number[])[]): number[] {
  const cost = apart.map((row) => row.map(() => 0));
  const inner: [number, number][][] = apart.map(() => []);
  const solve = ({ halves }: Node): void => {
    if (!halves) return;
    const [left, right] = halves;
    solve(left);
    solve(right);
    const innerOf = new Map(right.leaves.map((last) => [last, innerEnds(right, last)]));
    for (const first of left.leaves) {
      const ends = innerEnds(left, first);
      const at = new Map(right.leaves.map((k) => [k, least(ends, (m) => cost[first][m] + apart[m][k])]));
      for (const last of right.leaves) {
        const { end, value } = least(innerOf.get(last)!, (k) => at.get(k)!.value + cost[k][last]);
        cost[first][last] = cost[last][first] = value;
        inner[first][last] = [at.get(end)!.end, end];
        inner[last][first] = [end, at.get(end)!.end];
      }
    }
  };
  const unfold = (first: number, last: number): number[] => {
    if (first === last) return [first];
    const [m, k] = inner[first][last];
    return [...unfold(first, m), ...unfold(k, last)];
  };
  solve(root);
  if (!root.halves) return root.leaves;
  const [left, right] = root.halves;
  const best = least(left.leaves, (first) => least(right.leaves, (last) => cost[first][last]).value);
  return unfold(best.end, least(right.leaves, (last) => cost[best.end][last]).end);
}

function least(ends: readonly number[], value: (end: number) => number): { end: number; value: number } {
  let best = { end: ends[0], value: Infinity };
  for (const end of ends) {
    const found = value(end);
    if (found < best.value) best = { end, value: found };
  }
  return best;
}
