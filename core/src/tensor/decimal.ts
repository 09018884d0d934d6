import { codeAt, type Source } from './source.js';

/** Powers of ten that a double holds exactly. */
export const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Their halves of 26 bits, whose products with another such half are exact. */
const SPLITTER = 2 ** 27 + 1;
const HIGH = POWERS_OF_TEN.map((power) => power * SPLITTER - (power * SPLITTER - power));
const LOW = POWERS_OF_TEN.map((power, exponent) => power - HIGH[exponent]);

/**
 * The double nearest to the digits in `[start, end)`, a point among them passed over, divided by ten to the `scale`,
 * which is at most 22. NaN where there are more than 18 digits, and where `quotient` gives it.
 */
export function decimal(source: Source, start: number, end: number, scale: number): number {
  let at = start;
  while (at < end && (codeAt(source, at) === 48 || codeAt(source, at) === 46)) at++;
  let high = 0;
  let low = 0;
  let digits = 0;
  for (; at < end; at++) {
    const digit = codeAt(source, at) - 48;
    if (digit < 0) continue;
    if (++digits <= 9) high = high * 10 + digit;
    else low = (Math.imul(low, 10) + digit) | 0;
  }
  return digits > 18 ? NaN : quotient(high, low, Math.max(0, digits - 9), scale);
}

/**
 * The double nearest to `high * 10 ** lowDigits + low`, of nine digits each, divided by ten to the `scale`. NaN where
 * the quotient is too near the middle of two doubles to be sure; `Number` must then decide.
 *
 * The sum is kept exactly in two doubles. The quotient is divided out, its product with the divisor subtracted exactly
 * (Dekker), and the rest divided again: the error is below 2^-100 of it, so a result that is the same on both sides of
 * that error is the right one.
 */
export function quotient(high: number, low: number, lowDigits: number, scale: number): number {
  const top = high * POWERS_OF_TEN[lowDigits];
  const sum = top + low;
  const rest = low - (sum - top);
  const divisor = POWERS_OF_TEN[scale];
  const first = sum / divisor;
  const spread = first * SPLITTER;
  const firstHigh = spread - (spread - first);
  const firstLow = first - firstHigh;
  const product = first * divisor;
  const productRest =
    firstLow * LOW[scale] - (product - firstHigh * HIGH[scale] - firstLow * HIGH[scale] - firstHigh * LOW[scale]);
  const correction = (sum - product - productRest + rest) / divisor;
  const doubt = first * 2 ** -98;
  const value = first + (correction + doubt);
  return value === first + (correction - doubt) ? value : NaN;
}
