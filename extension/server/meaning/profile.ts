import { PROBABILITY_TOLERANCE, type Tensor } from '@surprisal/core';
import { missesOne } from './rounding.js';

/** The index that PyTorch passes over. */
export const IGNORED = -100;
/** What the percentages of a row may miss 100 by. */
const PERCENT = 0.5;

/** What a look at every number of an array found; a row is what lies on the last axis. */
export interface Profile {
  rank: number;
  classes: number;
  /** Neither NaN nor infinite, all of them. */
  finite: boolean;
  nan: boolean;
  whole: boolean;
  /** None but 0 and 1. */
  zeroOne: boolean;
  negative: boolean;
  above1: boolean;
  /** Whole numbers from 0 up, and -100 beside them. */
  indices: boolean;
  ignores: boolean;
  /** True where it holds of every row. */
  oneHot: boolean;
  sumTo1: boolean;
  sumTo100: boolean;
  /** Something stands in every row. */
  filled: boolean;
}

/** Looks at every number once, and once more at those of a row whose sum may be rounded. */
export function profileOf({ shape, data }: Tensor): Profile {
  const classes = shape.at(-1) ?? 1;
  const many = classes >= 2;
  const found: Profile = {
    rank: shape.length,
    classes,
    finite: true,
    nan: false,
    whole: true,
    zeroOne: true,
    negative: false,
    above1: false,
    indices: true,
    ignores: false,
    oneHot: many,
    sumTo1: many,
    sumTo100: many,
    filled: true,
  };
  for (let at = 0; at < data.length && classes > 0; at += classes) {
    let [sum, ones] = [0, 0];
    for (let k = at; k < at + classes; k++) {
      const x = data[k];
      sum += x;
      if (x === 1) ones++;
      else if (x !== 0) found.zeroOne = false;
      if (!Number.isInteger(x)) {
        found.whole = found.indices = false;
        if (Number.isNaN(x)) found.nan = true;
        if (!Number.isFinite(x)) found.finite = false;
      }
      if (x === IGNORED) found.ignores = true;
      else if (x < 0) found.indices = false;
      if (x < 0) found.negative = true;
      if (x > 1 + PROBABILITY_TOLERANCE) found.above1 = true;
    }
    if (ones !== 1) found.oneHot = false;
    if (!(sum > 0)) found.filled = false;
    if (!(Math.abs(sum - 100) <= PERCENT)) found.sumTo100 = false;
    if (found.sumTo1 && !found.negative && missesOne(sum, data, at, classes)) found.sumTo1 = false;
  }
  const unit = !found.nan && !found.negative && !found.above1;
  return {
    ...found,
    oneHot: found.oneHot && found.zeroOne,
    sumTo1: found.sumTo1 && unit,
    sumTo100: found.sumTo100 && !found.negative,
  };
}

/** Between 0 and 1, all of them. */
export const isUnit = ({ nan, negative, above1 }: Profile): boolean => !nan && !negative && !above1;
