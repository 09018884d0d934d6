import { type NumericArray, PROBABILITY_TOLERANCE } from '@surprisal/core';

/** What a sum of many digits may miss 1 by: half precision keeps eleven bits. */
const LEAST = 5e-4;
/** No more than this is taken for rounding, however many numbers there are; a slip of the pen is as large. */
const MOST = 0.03;
/** Beyond so many decimals the rounding of a number is of no account. */
const DECIMALS = 6;

/**
 * How far from 1 a row of `classes` numbers may sum: each may lie within the half unit of its last printed digit, where
 * the row is printed to as many decimals as the longest of its numbers has.
 */
export function slackOf(data: NumericArray, from: number, classes: number): number {
  let unit = 1;
  let decimals = 0;
  for (let at = from; at < from + classes; at++)
    while (decimals < DECIMALS && Math.abs(data[at] * unit - Math.round(data[at] * unit)) > 1e-7) {
      unit *= 10;
      decimals++;
    }
  return Math.min(MOST, Math.max(LEAST, classes / unit / 2)) + 1e-9;
}

/** True where the sum of a row misses 1 by more than rounding. */
export const missesOne = (sum: number, data: NumericArray, from: number, classes: number): boolean =>
  !(Math.abs(sum - 1) <= LEAST) && !(Math.abs(sum - 1) <= slackOf(data, from, classes));

/** True where every row of `classes` numbers is a distribution as people print them. */
export function isDistribution(data: NumericArray, classes: number): boolean {
  if (classes < 2 || data.length === 0) return false;
  for (let at = 0; at < data.length; at += classes) {
    let sum = 0;
    for (let k = at; k < at + classes; k++) {
      if (!(data[k] >= 0 && data[k] <= 1 + PROBABILITY_TOLERANCE)) return false;
      sum += data[k];
    }
    if (missesOne(sum, data, at, classes)) return false;
  }
  return true;
}
