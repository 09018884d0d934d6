import type { Numeral } from './blocks.js';
import type { Choices } from './state.js';

const MINUS = /^-/;

/** A text of a number with a true minus sign. */
export const withMinus = (text: string): string => text.replace(MINUS, '−');

/** Whole numbers and truth values are shown as they are. */
export const isWhole = (dtype: string): boolean => /^(u?int|bool|char)/.test(dtype);
export const isComplex = (dtype: string): boolean => dtype.startsWith('complex');

/** Decimals by which the greatest number of a slice has four digits; two at least, since one far number would make all others 0. */
export function decimalsFor(greatest: number, dtype: string): number {
  if (isWhole(dtype)) return 0;
  if (!(greatest > 0) || !Number.isFinite(greatest)) return 3;
  return Math.max(2, Math.min(8, 3 - Math.floor(Math.log10(greatest))));
}

/** A number as its cell shows it, with a true minus sign. */
export function cellText(
  { value, text, parts }: Numeral,
  decimals: Choices['decimals'],
  own: number,
  dtype: string,
): string {
  if (parts && decimals !== 'all' && parts.every(Number.isFinite)) {
    const [real, size] = [parts[0], Math.abs(parts[1])].map((part) =>
      cellText({ value: part, text: '' }, decimals, own, 'float64'),
    );
    return `${real} ${parts[1] < 0 ? '−' : '+'} ${size}j`;
  }
  if (parts) return text.replaceAll('-', '−');
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity || value === -Infinity) return value > 0 ? '▲ inf' : '▼ −inf';
  if (decimals === 'all' || isWhole(dtype)) return withMinus(text);
  const digits = decimals === 'auto' ? own : decimals;
  const size = Math.abs(value);
  const shown =
    size >= 1e7 || (size > 0 && size < 0.5 * 10 ** -digits && decimals === 'auto' && digits >= 8)
      ? value.toExponential(2)
      : value.toFixed(digits);
  return shown.replace(MINUS, /[1-9]/.test(shown) ? '−' : '');
}
