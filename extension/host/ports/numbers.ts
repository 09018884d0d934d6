import { SUM_TOLERANCE } from '@surprisal/core';

/** Numbers as a person reads them, in any language alike: the mark of decimals is a point, so a comma parts thousands. */
const formatters = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const key = JSON.stringify(options);
  let formatter = formatters.get(key);
  if (!formatter) formatters.set(key, (formatter = new Intl.NumberFormat('en', options)));
  return formatter.format(value).replace(/^-/, '−');
}

/** 1,118 */
export const count = (value: number): string => format(value, { maximumFractionDigits: 0 });

/** 94.9% of .949 */
export const percent = (value: number, digits = 1): string =>
  format(value, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A statistic in three or so significant digits. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return format(value, {});
  const size = Math.abs(value);
  const text = Number.isInteger(value) && size < 1e6 ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replace(/^-/, '−');
}

/** A result: 6 decimals, or 6 significant digits below .001 and above 10,000. */
export function result(value: number): string {
  if (!Number.isFinite(value)) return format(value, {});
  const size = Math.abs(value);
  const text = value === 0 || (size >= 1e-3 && size <= 1e4) ? value.toFixed(6) : value.toPrecision(6);
  return text.replace(/^-/, '−');
}

/** A sum that should be 1: `1` where it is, else in as many digits as tell it apart. */
export function sumText(sum: number): string {
  let digits = 5;
  if (Math.abs(sum - 1) > SUM_TOLERANCE) while (digits < 9 && short(sum, digits) === '1') digits++;
  return short(sum, digits);
}
