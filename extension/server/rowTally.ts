import { type NumericArray, PROBABILITY_TOLERANCE } from '@surprisal/core';
import { missesOne } from './meaning/rounding.js';

/** How often something occurs, and the index of the first number where it does. */
interface Occurrences {
  count: number;
  first: number;
}

/** What is known of the rows of an array whose rows may sum to 1. */
export interface RowTally {
  rows: number;
  /** The number of rows that are distributions. */
  good: number;
  notFinite: Occurrences;
  negative: Occurrences;
  /** Rows of finite numbers, not all 0, that do not sum to 1; `firstSum` is the sum of the first one. */
  odd: Occurrences;
  firstSum: number;
  /** Whether a number is above 1. */
  above: boolean;
  /** Whether the sums of all odd rows lie near 1; whether one of them is above 1. */
  near: boolean;
  excess: boolean;
  /** Whether no number is greater than the one before it in its row, as in a list of the most likely classes. */
  falling: boolean;
  whole: boolean;
  percentages: boolean;
}

/** A sum within this distance of 1 may be a mistake; beyond it the numbers are of another kind. */
const NEAR = 0.1 + 1e-9;
/** The sum of the percentages of a row may differ from 100 by this much. */
const PERCENT = 0.5;

/** Tallies the rows of `classes` numbers in one pass. */
export function rowTally(data: NumericArray, classes: number): RowTally {
  const none = (): Occurrences => ({ count: 0, first: -1 });
  const note = (kind: Occurrences, at: number): void => {
    if (kind.count++ === 0) kind.first = at;
  };
  const tally: RowTally = {
    rows: data.length / classes,
    good: 0,
    notFinite: none(),
    negative: none(),
    odd: none(),
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
