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
 * Takes `n * n` distances, row by row.
 * Source: Sokal and Michener, *A statistical method for evaluating systematic relationships* (1958).
 */
export function averageLinkage(distances: Float64Array, n: number): Linkage {
  const apart = distances.slice();
  const size = new Int32Array(n).fill(1);
  /** The nearest of the groups after each; a group that was joined to another has size 0. */
  const nearest = new Int32Array(n).fill(-1);
  const isNearer = (i: number, j: number, than: number): boolean => {
    if (than < 0) return true;
    const [a, b] = [apart[i * n + j], apart[i * n + than]];
    return a < b || (a === b && size[j] < size[than]);
  };
  const look = (i: number): void => {
    nearest[i] = -1;
    for (let j = i + 1; j < n; j++) if (size[j] > 0 && isNearer(i, j, nearest[i])) nearest[i] = j;
  };
  for (let i = 0; i < n; i++) look(i);
  const merges: { a: number; b: number; height: number }[] = [];
  while (merges.length < n - 1) {
    let [a, least, fewest] = [-1, Infinity, Infinity];
    for (let i = 0; i < n; i++) {
      const j = nearest[i];
      if (size[i] === 0 || j < 0) continue;
      const height = apart[i * n + j];
      const leaves = size[i] + size[j];
      if (height < least || (height === least && leaves < fewest)) [a, least, fewest] = [i, height, leaves];
    }
    const b = nearest[a];
    const [p, q] = [size[a], size[b]];
    for (let k = 0; k < n; k++) {
      const mean = (p * apart[a * n + k] + q * apart[b * n + k]) / (p + q);
      apart[a * n + k] = apart[k * n + a] = mean;
    }
    size[a] = p + q;
    size[b] = 0;
    merges.push({ a, b, height: least });
    look(a);
    for (let i = 0; i < b; i++) {
      if (size[i] === 0 || i === a) continue;
      if (nearest[i] === a || nearest[i] === b) look(i);
      else if (i < a && isNearer(i, a, nearest[i])) nearest[i] = a;
    }
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
