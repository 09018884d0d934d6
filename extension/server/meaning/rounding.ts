import { type NumericArray, PROBABILITY_TOLERANCE } from '@surprisal/core';

/** A sum of numbers with many digits may differ from 1 by this much, since half precision has eleven bits. */
const LEAST = 5e-4;
/** A greater difference is never taken for rounding, however many numbers there are. */
const MOST = 0.03;
/** With more decimals than this, the rounding of a number does not matter. */
const DECIMALS = 6;

/**
 * How far the sum of a row of `classes` numbers may be from 1. Each number may be off by half a unit of the last decimal
 * of the row, which is that of its longest number.
 */
function slackOf(data: NumericArray, from: number, classes: number): number {
  let unit = 1;
  let decimals = 0;
  for (let at = from; at < from + classes; at++)
    while (decimals < DECIMALS && Math.abs(data[at] * unit - Math.round(data[at] * unit)) > 1e-7) {
      unit *= 10;
      decimals++;
    }
  return Math.min(MOST, Math.max(LEAST, classes / unit / 2)) + 1e-9;
}

/** Whether the sum of a row differs from 1 by more than rounding. */
export const missesOne = (sum: number, data: NumericArray, from: number, classes: number): boolean =>
  !(Math.abs(sum - 1) <= LEAST) && !(Math.abs(sum - 1) <= slackOf(data, from, classes));

/** Whether every row of `classes` numbers is a distribution, possibly rounded in print. */
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
