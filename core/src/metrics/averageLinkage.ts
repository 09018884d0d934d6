/** Two groups that become one. The leaves of a join stand from `from` to before `to`, the second group's from `middle`. */
export interface Join {
  from: number;
  middle: number;
  to: number;
  /** How far apart the two groups are. */
  height: number;
}

/** A tree of leaves, written so that the leaves of each join stand side by side. */
export interface Linkage {
  leaves: Int32Array;
  /** The lowest first. */
  joins: Join[];
}

/**
 * Joins the two groups with the least mean distance until one is left; of equals the two with the fewest leaves, then the
 * first in order, so that leaves that all are as far apart make groups of one size.
 * Takes `n * n` distances, row by row; gives way between two joins.
 * Source: Sokal and Michener, *A statistical method for evaluating systematic relationships* (1958).
 */
export function* averageLinkage(distances: Float64Array, n: number): Generator<void, Linkage> {
  const apart = distances.slice();
  const size = new Int32Array(n).fill(1);
  /** The groups that there are, each called by its lowest leaf, in order. */
  const groups = Int32Array.from(size, (_, i) => i);
  let count = n;
  /** The nearest of the groups after each, and how far apart the two are. */
  const nearest = new Int32Array(n).fill(-1);
  const height = new Float64Array(n).fill(Infinity);
  const look = (at: number): void => {
    const i = groups[at];
    let [found, least, fewest] = [-1, Infinity, 0];
    for (let next = at + 1; next < count; next++) {
      const j = groups[next];
      const distance = apart[i * n + j];
      if (distance < least || (distance === least && size[j] < fewest)) [found, least, fewest] = [j, distance, size[j]];
    }
    nearest[i] = found;
    height[i] = least;
  };
  for (let at = 0; at < n; at++) look(at);
  const merges: { a: number; b: number; height: number }[] = [];
  while (merges.length < n - 1) {
    let [a, least, fewest] = [-1, Infinity, Infinity];
    for (let at = 0; at < count - 1; at++) {
      const i = groups[at];
      if (height[i] > least) continue;
      const leaves = size[i] + size[nearest[i]];
      if (height[i] < least || leaves < fewest) [a, least, fewest] = [i, height[i], leaves];
    }
    const b = nearest[a];
    const [p, q] = [size[a], size[b]];
    for (let at = 0; at < count; at++) {
      const k = groups[at];
      const mean = (p * apart[a * n + k] + q * apart[b * n + k]) / (p + q);
      apart[a * n + k] = apart[k * n + a] = mean;
    }
    size[a] = p + q;
    merges.push({ a, b, height: least });
    const gone = groups.indexOf(b);
    groups.copyWithin(gone, gone + 1, count--);
    for (let at = 0; at < gone; at++) {
      const i = groups[at];
      if (i === a || nearest[i] === a || nearest[i] === b) look(at);
      else if (i < a && (apart[i * n + a] < height[i] || (apart[i * n + a] === height[i] && p + q < size[nearest[i]])))
        [nearest[i], height[i]] = [a, apart[i * n + a]];
    }
    yield;
  }
  return layOut(merges, n);
}

/** Puts the leaves of each join side by side. */
function layOut(merges: readonly { a: number; b: number; height: number }[], n: number): Linkage {
  const groups = Array.from({ length: n }, (_, i) => [i]);
  const sizes = merges.map(({ a, b }) => {
    const first = groups[a].length;
    for (const leaf of groups[b]) groups[a].push(leaf);
    groups[b] = [];
    return { leaf: groups[a][0], first, all: groups[a].length };
  });
  const leaves = Int32Array.from(groups.find(({ length }) => length === n) ?? [0]);
  const place = new Int32Array(n);
  leaves.forEach((leaf, at) => (place[leaf] = at));
  const joins = sizes.map(({ leaf, first, all }, i) => {
    const from = place[leaf];
    return { from, middle: from + first, to: from + all, height: merges[i].height };
  });
  return { leaves, joins };
}
