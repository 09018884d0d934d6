import type { OrderKeys } from './orderKeys.js';

/** The quartiles as NumPy's `quantile` has them, linear between two numbers. */
export interface Quantiles {
  readonly quarter: number;
  readonly median: number;
  readonly threeQuarters: number;
  /** False where they are known to one part in a million of their size: of 64-bit numbers where there are many. */
  readonly exact: boolean;
}

const SHARES = [0.25, 0.5, 0.75];
const HALF = 2 ** 16;

/** Quartiles by how the number of each rank is found. */
export function quartiles(count: number, ofRank: (rank: number) => number, exact: boolean): Quantiles {
  const [quarter, median, threeQuarters] = SHARES.map((share) => {
    const at = (count - 1) * share;
    const low = Math.floor(at);
    const [from, to] = [ofRank(low), ofRank(Math.min(low + 1, count - 1))];
    const rest = at - low;
    const step = to - from;
    if (step === Infinity) return from * (1 - rest) + to * rest;
    return rest >= 0.5 ? to - step * (1 - rest) : from + step * rest;
  }) as [number, number, number];
  return { quarter, median, threeQuarters, exact };
}

/** The ranks that quartiles are made of. */
const ranks = (count: number): number[] =>
  SHARES.flatMap((share) => {
    const low = Math.floor((count - 1) * share);
    return [low, Math.min(low + 1, count - 1)];
  });

/**
 * Finds numbers by their ranks in two walks over all of them: the first counts the upper halves of their keys, the second
 * the lower halves of those keys that share the upper half of a wanted one.
 */
export class RankSearch {
  private readonly upper = new Float64Array(HALF);
  /** For each upper half one more than the place of its table, or 0. */
  private readonly slots = new Uint8Array(HALF);
  private readonly lower: Float64Array[] = [];

  constructor(private readonly order: OrderKeys) {}

  count(values: Float64Array, size: number): void {
    const { upper } = this;
    const keys = this.order.keys(values, size);
    for (let i = 0; i < size; i++) upper[keys[i] >>> 16]++;
  }

  /** Ends the first walk. */
  choose(count: number): void {
    for (const rank of ranks(count)) {
      const { half } = this.halfOf(rank);
      if (this.slots[half] === 0) this.slots[half] = this.lower.push(new Float64Array(HALF));
    }
  }

  refine(values: Float64Array, size: number): void {
    const { slots, lower } = this;
    const keys = this.order.keys(values, size);
    for (let i = 0; i < size; i++) {
      const slot = slots[keys[i] >>> 16];
      if (slot > 0) lower[slot - 1][keys[i] & 0xffff]++;
    }
  }

  /** The number of a rank that was chosen. */
  valueOf(rank: number): number {
    const { half, before } = this.halfOf(rank);
    const table = this.lower[this.slots[half] - 1];
    const { half: low } = place(table, rank - before);
    return this.order.value(half * HALF + low);
  }

  private halfOf(rank: number): { half: number; before: number } {
    return place(this.upper, rank);
  }
}

/** In which entry of a table of counts a rank lies, and how many come before that entry. */
function place(table: Float64Array, rank: number): { half: number; before: number } {
  let [half, before] = [0, 0];
  while (half < HALF - 1 && before + table[half] <= rank) before += table[half++];
  return { half, before };
}
