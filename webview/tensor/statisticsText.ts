import { dash, isLarge, plain, power } from '../shared/format.js';

/** A number in so many digits. */
const digits = (value: number | null, most: number): string =>
  value === null
    ? dash
    : isLarge(value)
      ? power(value, most - 1).replace(/\.?0+e/, 'e')
      : plain(Number(value.toPrecision(most)));
export const short = (value: number | null): string => digits(value, 3);
export const long = (value: number | null): string => digits(value, 5);
