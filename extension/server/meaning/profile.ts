import { PROBABILITY_TOLERANCE, type Tensor } from '@surprisal/core';
import { missesOne } from './rounding.js';

/** The index that PyTorch ignores. */
export const IGNORED = -100;
/** The sum of the percentages of a row may differ from 100 by this much. */
const PERCENT = 0.5;

/** Properties of the numbers of an array. A row lies on the last axis. */
export interface Profile {
  rank: number;
  classes: number;
  /** No number is NaN or infinite. */
  finite: boolean;
  nan: boolean;
  whole: boolean;
  /** Every number is 0 or 1. */
  zeroOne: boolean;
  negative: boolean;
  above1: boolean;
  /** Every number is whole and at least 0, or -100. */
  indices: boolean;
  ignores: boolean;
  /** This and the two below are true if they hold of every row. */
  oneHot: boolean;
  sumTo1: boolean;
  sumTo100: boolean;
  /** The sum of every row is above 0. */
  filled: boolean;
}

/** Profiles an array. Reads every number once, and again those of a row whose sum may be rounded. */
export function profileOf({ shape, data }: Tensor): Profile {
  const classes = shape.at(-1) ?? 1;
  const many = classes >= 2;
  const profile: Profile = {
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
      else if (x !== 0) profile.zeroOne = false;
      if (!Number.isInteger(x)) {
        profile.whole = profile.indices = false;
        if (Number.isNaN(x)) profile.nan = true;
        if (!Number.isFinite(x)) profile.finite = false;
      }
      if (x === IGNORED) profile.ignores = true;
      else if (x < 0) profile.indices = false;
      if (x < 0) profile.negative = true;
      if (x > 1 + PROBABILITY_TOLERANCE) profile.above1 = true;
    }
    if (ones !== 1) profile.oneHot = false;
    if (!(sum > 0)) profile.filled = false;
    if (!(Math.abs(sum - 100) <= PERCENT)) profile.sumTo100 = false;
    if (profile.sumTo1 && !profile.negative && missesOne(sum, data, at, classes)) profile.sumTo1 = false;
  }
  const unit = isUnit(profile);
  return {
    ...profile,
    oneHot: profile.oneHot && profile.zeroOne,
    sumTo1: profile.sumTo1 && unit,
    sumTo100: profile.sumTo100 && !profile.negative,
  };
}

/** Whether every number is between 0 and 1. */
export const isUnit = ({ nan, negative, above1 }: Profile): boolean => !nan && !negative && !above1;
