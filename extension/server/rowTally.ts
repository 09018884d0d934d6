import { type NumericArray, PROBABILITY_TOLERANCE } from '@surprisal/core';
import { missesOne } from './meaning/rounding.js';

/** How many there are, and where the first stands; `first` is the index of a number. */
interface Seen {
  count: number;
  first: number;
}

/** What a look at the rows of an array found that may sum to 1. */
export interface RowTally {
  rows: number;
  /** Rows that are distributions. */
  good: number;
  notFinite: Seen;
  negative: Seen;
  /** Rows of finite numbers, not all 0, that do not sum to 1, and the sum of the first. */
  odd: Seen;
  firstSum: number;
  /** A number is above 1. */
  above: boolean;
  /** Whether the sums of all odd rows lie near 1; whether one of them is above 1. */
  near: boolean;
  excess: boolean;
  /** Every row falls, as the most likely of more classes do. */
  falling: boolean;
  whole: boolean;
  percentages: boolean;
}

/** How far from 1 is near: more is another kind of number, not a slip. */
const NEAR = 0.1 + 1e-9;
/** What the percentages of a row may miss 100 by. */
const PERCENT = 0.5;

/** Looks at each row of `classes` numbers once. */
export function rowTally(data: NumericArray, classes: number): RowTally {
  const seen = (): Seen => ({ count: 0, first: -1 });
  const note = (kind: Seen, at: number): void => {
    if (kind.count++ === 0) kind.first = at;
  };
  const tally: RowTally = {
    rows: data.length / classes,
    good: 0,
    notFinite: seen(),
    negative: seen(),
    odd: seen(),
    firstSum: 0,
    above: false,
    near: true,
    excess: false,
    falling: true,
    whole: true,
    percentages: true,
  };
  for (let at = 0; at < data.length; at += classes) {
    let [sum, most, negative] = [0, 0, false];
    for (let k = at; k < at + classes; k++) {
      const x = data[k];
      sum += x;
      if (!Number.isFinite(x)) note(tally.notFinite, k);
      else if (x < 0) note(tally.negative, k);
      if (x < 0) negative = true;
      if (x > most) most = x;
      if (!Number.isInteger(x)) tally.whole = false;
      if (k > at && x > data[k - 1]) tally.falling = false;
    }
    if (!(Math.abs(sum - 100) <= PERCENT)) tally.percentages = false;
    if (most > 1 + PROBABILITY_TOLERANCE) tally.above = true;
    if (!Number.isFinite(sum) || (most === 0 && !negative)) continue;
    if (!missesOne(sum, data, at, classes)) {
      if (!negative) tally.good++;
      continue;
    }
    note(tally.odd, at);
    if (tally.odd.count === 1) tally.firstSum = sum;
    if (Math.abs(sum - 1) > NEAR) tally.near = false;
    if (sum > 1) tally.excess = true;
  }
  return tally;
}
