import type { Linkage } from './averageLinkage.js';

/** Sums between two looks of whoever does other work meanwhile. */
const SLICE = 2 ** 18;

/**
 * Of all orders of a tree's leaves that keep every join together, the one whose neighbours are least apart in sum; of its
 * two directions the one whose first end is the lower index. Takes `n * n` distances, row by row; gives way in between.
 * Source: Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical clustering* (2001).
 */
export function* bestTurns(linkage: Linkage, distances: Float64Array): Generator<void, number[]> {
  const { leaves, joins } = linkage;
  const n = leaves.length;
  if (joins.length === 0) return [...leaves];
  // Leaves are called by their place in the tree, so that a group is a run of places.
  const apart: Apart = (i, j) => distances[leaves[i] * n + leaves[j]];
  const halves = new Halves(n);
  const cost = new Float64Array(n * n);
  yield* fillCosts(cost, linkage, apart, halves);
  const { middle } = joins[joins.length - 1];
  let [first, last] = [0, middle];
  for (let a = 0; a < middle; a++)
    for (let b = middle; b < n; b++) if (cost[a * n + b] < cost[first * n + last]) [first, last] = [a, b];
  const order = unfolded(first, last, cost, apart, halves).map((place) => leaves[place]);
  return order[0] > order[n - 1] ? order.reverse() : order;
}

type Apart = (i: number, j: number) => number;

/** Where groups of leaves divide. */
class Halves {
  /** By the first place of a group and where it ends; a leaf has no division. */
  private readonly middles = new Map<number, number>();
  constructor(readonly n: number) {}

  add(from: number, middle: number, to: number): void {
    this.middles.set(from * (this.n + 1) + to, middle);
  }

  middleOf(from: number, to: number): number {
    return this.middles.get(from * (this.n + 1) + to) ?? from;
  }

  /** The inner ends of a group with this outer end: the leaves of its other half, or the one leaf. */
  innerEnds(outer: number, from: number, to: number): [low: number, high: number] {
    const middle = this.middleOf(from, to);
    return outer < middle ? [middle, to] : [from, middle > from ? middle : to];
  }
}

/**
 * Of each two leaves that are the ends of the join in which they meet, the least sum between neighbours:
 * `cost(first, m) + apart(m, k) + cost(k, last)` over the inner ends `m` and `k`. Most leaves are as far apart as any are,
 * and a sum rises with each of its terms, rounded too; so of all that are the farthest apart only the least costs count.
 */
function* fillCosts(cost: Float64Array, { joins }: Linkage, apart: Apart, halves: Halves): Generator<void, void> {
  const { n } = halves;
  let farthest = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) farthest = Math.max(farthest, apart(i, j));
  /** Of each outer end in a join, the least cost over the inner ends of its half. */
  const least = new Float64Array(n);
  const value = new Float64Array(n);
  const nearer = new Int32Array(n);
  const pairs = new NearPairs(n);
  let work = 0;
  for (const { from, middle, to } of joins) {
    for (let outer = from; outer < to; outer++) {
      const [low, high] = outer < middle ? halves.innerEnds(outer, from, middle) : halves.innerEnds(outer, middle, to);
      least[outer] = Infinity;
      for (let at = low; at < high; at++) least[outer] = Math.min(least[outer], cost[outer * n + at]);
    }
    pairs.find(from, middle, to, farthest, apart);
    work += (middle - from) * (to - middle);
    const right = halves.middleOf(middle, to);
    for (let first = from; first < middle; first++) {
      const [low, high] = halves.innerEnds(first, from, middle);
      const usual = least[first] + farthest;
      value.fill(usual, middle, to);
      for (let at = pairs.starts[low]; at < pairs.starts[high]; at++) {
        const sum = cost[first * n + pairs.m[at]] + pairs.apart[at];
        if (sum < value[pairs.k[at]]) value[pairs.k[at]] = sum;
      }
      let [found, foundBefore] = [0, 0];
      for (let k = middle; k < to; k++) {
        if (k === right) foundBefore = found;
        if (value[k] < usual) nearer[found++] = k;
      }
      for (let last = middle; last < to; last++) {
        const [begin, end] = right === middle ? [0, found] : last < right ? [foundBefore, found] : [0, foundBefore];
        let best = usual + least[last];
        for (let i = begin; i < end; i++) {
          const sum = value[nearer[i]] + cost[last * n + nearer[i]];
          if (sum < best) best = sum;
        }
        cost[first * n + last] = cost[last * n + first] = best;
      }
      work += pairs.starts[high] - pairs.starts[low] + ((found + 2) * (to - middle)) / 2;
      if (work < SLICE) continue;
      work = 0;
      yield;
    }
    halves.add(from, middle, to);
  }
}

/** Leaves of the two halves of a join that are nearer than the farthest, by the one of the first half. */
class NearPairs {
  m = new Int32Array(0);
  k = new Int32Array(0);
  apart = new Float64Array(0);
  /** Where the pairs of each `m` begin. */
  readonly starts: Int32Array;

  constructor(n: number) {
    this.starts = new Int32Array(n + 1);
  }

  find(from: number, middle: number, to: number, farthest: number, apart: Apart): void {
    let count = 0;
    for (let m = from; m < middle; m++) {
      this.starts[m] = count;
      if (count + to - middle > this.m.length) this.grow(2 * (count + to - middle));
      for (let k = middle; k < to; k++) {
        const distance = apart(m, k);
        if (distance === farthest) continue;
        [this.m[count], this.k[count]] = [m, k];
        this.apart[count++] = distance;
      }
    }
    this.starts[middle] = count;
  }

  private grow(size: number): void {
    const { m, k, apart } = this;
    [this.m, this.k, this.apart] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
    this.m.set(m);
    this.k.set(k);
    this.apart.set(apart);
  }
}

/** The places of the best order with these ends; of inner ends that cost the same, the first. */
function unfolded(first: number, last: number, cost: Float64Array, apart: Apart, halves: Halves): number[] {
  const { n } = halves;
  const order: number[] = [];
  const best = (a: number, b: number, from: number, middle: number, to: number): [m: number, k: number] => {
    const [low, high] = halves.innerEnds(a, from, middle);
    const [begin, end] = halves.innerEnds(b, middle, to);
    let [bestM, bestK, least] = [low, begin, Infinity];
    for (let k = begin; k < end; k++) {
      let [at, value] = [low, Infinity];
      for (let m = low; m < high; m++) {
        const sum = cost[a * n + m] + apart(m, k);
        if (sum < value) [at, value] = [m, sum];
      }
      if (value + cost[b * n + k] < least) [bestM, bestK, least] = [at, k, value + cost[b * n + k]];
    }
    return [bestM, bestK];
  };
  const unfold = (one: number, other: number, from: number, to: number): void => {
    if (one === other) return void order.push(one);
    const middle = halves.middleOf(from, to);
    const isTurned = one >= middle;
    const [m, k] = isTurned ? best(other, one, from, middle, to) : best(one, other, from, middle, to);
    if (isTurned) {
      unfold(one, k, middle, to);
      unfold(m, other, from, middle);
    } else {
      unfold(one, m, from, middle);
      unfold(k, other, middle, to);
    }
  };
  unfold(first, last, 0, n);
  return order;
}
