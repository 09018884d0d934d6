import type { Linkage } from './averageLinkage.js';

/**
 * Of all orders of a tree's leaves that keep every join together, the one whose neighbours are least apart in sum; of its
 * two directions the one whose first end is the lower index. Takes `n * n` distances, row by row.
 * Source: Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical clustering* (2001).
 */
export function bestTurns({ leaves, joins }: Linkage, distances: Float64Array): number[] {
  const n = leaves.length;
  if (joins.length === 0) return [...leaves];
  // Leaves are called by their place in the tree, so that a group is a run of places.
  const apart = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) apart[i * n + j] = distances[leaves[i] * n + leaves[j]];
  /** Of the join in which two leaves are the ends, which is the one that joins them: the least sum between neighbours. */
  const cost = new Float64Array(n * n);
  /** The inner end that stands on the side of the first of the two. */
  const inner = new Int32Array(n * n);
  /** Where a group divides, by its first place and its length; a leaf has no division. */
  const middles = new Map<number, number>();
  const divide = (from: number, to: number): number => middles.get(from * (n + 1) + to) ?? from;
  const value = new Float64Array(n);
  const end = new Int32Array(n);
  for (const { from, middle, to } of joins) {
    middles.set(from * (n + 1) + to, middle);
    const [left, right] = [divide(from, middle), divide(middle, to)];
    for (let first = from; first < middle; first++) {
      // The inner ends of a group whose outer end is a leaf are the leaves of its other half.
      const [low, high] = first < left ? [left, middle] : [from, left > from ? left : middle];
      for (let k = middle; k < to; k++) {
        let best = Infinity;
        let at = low;
        for (let m = low; m < high; m++) {
          const sum = cost[first * n + m] + apart[k * n + m];
          if (sum < best) {
            best = sum;
            at = m;
          }
        }
        value[k] = best;
        end[k] = at;
      }
      for (let last = middle; last < to; last++) {
        const [low, high] = last < right ? [right, to] : [middle, right > middle ? right : to];
        let best = Infinity;
        let at = last;
        for (let k = low; k < high; k++) {
          const sum = value[k] + cost[last * n + k];
          if (sum < best) {
            best = sum;
            at = k;
          }
        }
        cost[first * n + last] = cost[last * n + first] = best;
        inner[first * n + last] = end[at];
        inner[last * n + first] = at;
      }
    }
  }
  const unfold = (first: number, last: number, into: number[]): number[] => {
    if (first === last) into.push(leaves[first]);
    else {
      unfold(first, inner[first * n + last], into);
      unfold(inner[last * n + first], last, into);
    }
    return into;
  };
  const { middle } = joins[joins.length - 1];
  let [first, last] = [0, middle];
  for (let a = 0; a < middle; a++)
    for (let b = middle; b < n; b++) if (cost[a * n + b] < cost[first * n + last]) [first, last] = [a, b];
  const order = unfold(first, last, []);
  return order[0] > order[n - 1] ? order.reverse() : order;
}
