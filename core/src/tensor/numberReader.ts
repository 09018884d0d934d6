import { limits } from '../numeric/limits.js';
import { decimal, POWERS_OF_TEN } from './decimal.js';
import { divisorAt } from './fraction.js';
import { skipString } from './skip.js';
import { codeAt, textOf, type Source } from './source.js';
import { wordEnd } from './syntax.js';

/** What a number may have lost on its way into a double. */
type NumberLoss = 'precisionLost' | 'overflow' | 'underflow' | 'negativeZero' | null;

/**
 * Reads one number: `1`, `-2.5e-3`, `.5`, `1.`, `+1`, `1_000`, `0xff`.
 * Up to 15 digits with a power of ten within 22 make two exact doubles, so one multiplication or division rounds
 * once and right; `decimal` serves most of what is longer, `Number` all else. After a call, `end` and `loss` tell of it; `end` is the start where
 * no number stands, or one of more than `limits.word` units.
 */
export class NumberReader {
  end = 0;
  loss: NumberLoss = null;

  read(source: Source, start: number): number {
    this.loss = null;
    this.end = start;
    let at = start;
    let code = codeAt(source, at);
    const negative = code === 45;
    if (negative || code === 43) code = codeAt(source, ++at);
    const first = at;
    let mantissa = 0;
    while (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      code = codeAt(source, ++at);
    }
    let digits = at - first;
    let scale = 0;
    if (digits > 1 && codeAt(source, first) === 48 && code !== 95) return 0;
    if (code === 46) {
      const point = at;
      code = codeAt(source, ++at);
      while (code >= 48 && code <= 57) {
        mantissa = mantissa * 10 + (code - 48);
        code = codeAt(source, ++at);
      }
      scale = point + 1 - at;
      digits -= scale;
    }
    if (digits === 0) return 0;
    const mantissaEnd = at;
    if (code === 101 || code === 69) {
      const exponent = this.exponent(source, at);
      if (exponent !== null) {
        at = this.end;
        scale += exponent;
        code = codeAt(source, at);
      }
    }
    if (code === 95 || code === 120 || code === 88 || code === 98 || code === 66 || code === 111 || code === 79)
      return this.unusual(source, start, first, negative);
    this.end = at;
    if (digits <= 15 && scale >= -22 && scale <= 22) {
      const value = scale < 0 ? mantissa / POWERS_OF_TEN[-scale] : mantissa * POWERS_OF_TEN[scale];
      if (mantissa !== 0) return negative ? -value : value;
      if (negative) this.loss = 'negativeZero';
      return negative ? -0 : 0;
    }
    if (digits <= 22 && scale <= 0 && scale >= -22) {
      const value = decimal(source, first, mantissaEnd, -scale);
      if (value > 0 && value <= Number.MAX_SAFE_INTEGER) return negative ? -value : value;
    }
    if (at - first > limits.word) return this.none(start);
    return this.check(textOf(source, first, at), negative);
  }

  private none(start: number): number {
    this.end = start;
    return 0;
  }

  /** The exponent after `e`, clamped far outside a double's range; null, and nothing read, where it has no digits. */
  private exponent(source: Source, e: number): number | null {
    let at = e + 1;
    let code = codeAt(source, at);
    const negative = code === 45;
    if (negative || code === 43) code = codeAt(source, ++at);
    const first = at;
    let exponent = 0;
    while (code >= 48 && code <= 57) {
      if (exponent < 1e6) exponent = exponent * 10 + (code - 48);
      code = codeAt(source, ++at);
    }
    if (at === first) return null;
    this.end = at;
    return negative ? -exponent : exponent;
  }

  /** Underscores between digits, and whole numbers to base 16, 8 and 2. */
  private unusual(source: Source, start: number, first: number, negative: boolean): number {
    let end = first;
    for (let code = codeAt(source, end); isNumberUnit(code, codeAt(source, end - 1)); code = codeAt(source, ++end));
    if (end - first > limits.word) return this.none(start);
    const text = textOf(source, first, end);
    const plain = text.replaceAll('_', '');
    const strayUnderscore = /(?:^|[^\da-fA-F])_|_(?:$|[^\da-fA-F])/.test(text);
    if (strayUnderscore || !(isDecimal(plain) || /^0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)$/.test(plain)))
      return this.none(start);
    this.end = end;
    return this.check(plain, negative);
  }

  private check(text: string, negative: boolean): number {
    const value = Number(text);
    if (value === Infinity) this.loss = 'overflow';
    else if (value === 0)
      this.loss = /[1-9]/.test(text.split(/[eE]/)[0]) ? 'underflow' : negative ? 'negativeZero' : null;
    else if (value > Number.MAX_SAFE_INTEGER) {
      const [whole, fraction = '0'] = text.split('.');
      const exact = /^(?:\d+|0[xXoObB].+)$/.test(whole) && /^0*$/.test(fraction);
      if (exact && BigInt(whole) !== BigInt(value)) this.loss = 'precisionLost';
    }
    return negative ? -value : value;
  }
}

/** Where the element that begins at `start` ends: a number, a fraction of two, a word such as `-np.inf`, or the string of `float("nan")`. */
export function elementEnd(source: Source, start: number): number {
  const number = new NumberReader();
  number.read(source, start);
  const { end } = number;
  if (end > start) {
    const divisor = divisorAt(source, end);
    if (divisor > 0) number.read(source, divisor);
    return number.end > divisor ? number.end : end;
  }
  const code = codeAt(source, start);
  if (code === 34 || code === 39) return skipString(source, start, source.length);
  return wordEnd(source, code === 45 || code === 43 ? start + 1 : start, source.length);
}

function isDecimal(text: string): boolean {
  return /^(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text) && /^\.?\d/.test(text);
}

function isNumberUnit(code: number, before: number): boolean {
  if ((code >= 48 && code <= 57) || code === 46 || code === 95) return true;
  if (code === 43 || code === 45) return before === 101 || before === 69;
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
