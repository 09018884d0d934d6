import { limits } from '../numeric/limits.js';
import { POWERS_OF_TEN } from '../tensor/decimal.js';
import { codeAt, type Source, textOf } from '../tensor/source.js';

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isBlank = (code: number): boolean => code === 32 || code === 9;

/**
 * The number between two offsets, in blanks or none: digits with a sign, a point and an exponent or without, such as
 * `-1.5e3`, `.5`, `1.`; NaN for all else, so `0x10`, `1_000`, `Infinity` and nothing at all are none. `mark` stands in
 * place of the point, as a comma does in some countries.
 * Up to 15 digits and a power of ten within 22 make two exact doubles, of which one operation rounds once and right.
 */
export function decimalNumber(source: Source, from: number, to: number, mark = 46): number {
  let at = from;
  let end = to;
  while (at < end && isBlank(codeAt(source, at))) at++;
  while (end > at && isBlank(codeAt(source, end - 1))) end--;
  if (end - at > limits.word) return NaN;
  const start = at;
  const negative = codeAt(source, at) === 45;
  if (negative || codeAt(source, at) === 43) at++;
  const first = at;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let point = -1;
  for (; at < end; at++) {
    const code = codeAt(source, at);
    if (isDigit(code)) {
      mantissa = mantissa * 10 + (code - 48);
      if (mantissa > 0) digits++;
      if (point >= 0) scale--;
    } else if (code === mark && point < 0) point = at;
    else break;
  }
  if (at === first + (point >= 0 ? 1 : 0)) return NaN;
  if (at < end) {
    if ((codeAt(source, at) | 32) !== 101) return NaN;
    at++;
    const down = codeAt(source, at) === 45;
    if (down || codeAt(source, at) === 43) at++;
    if (at === end) return NaN;
    let exponent = 0;
    for (; at < end; at++) {
      const code = codeAt(source, at);
      if (!isDigit(code)) return NaN;
      exponent = Math.min(1e6, exponent * 10 + (code - 48));
    }
    scale += down ? -exponent : exponent;
  }
  if (digits > 15 || scale < -22 || scale > 22) {
    const text = textOf(source, start, end);
    return Number(mark === 46 ? text : text.replace(',', '.'));
  }
  const value = scale < 0 ? mantissa / POWERS_OF_TEN[-scale] : mantissa * POWERS_OF_TEN[scale];
  return negative ? -value : value;
}

/** A whole text as `decimalNumber` reads it. */
export const numberIn = (text: string): number => decimalNumber(text, 0, text.length);
