import { env } from 'vscode';

const formatters = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const key = JSON.stringify(options);
  let formatter = formatters.get(key);
  if (!formatter) formatters.set(key, (formatter = new Intl.NumberFormat(env.language, options)));
  return formatter.format(value).replace(/^-/, '−');
}

/** 1,118 */
export const count = (value: number): string => format(value, { maximumFractionDigits: 0 });

/** 94.9% of .949 */
export const percent = (value: number, digits = 1): string =>
  format(value, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A statistic in three or so significant digits; the decimal mark is always a point. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return format(value, {});
  const size = Math.abs(value);
  const text = Number.isInteger(value) && size < 1e6 ? String(value) : trim(value.toPrecision(digits));
  return text.replace(/^-/, '−');
}

/** A result: 6 decimals, or 6 significant digits below .001 and above 10,000. */
export function result(value: number): string {
  if (!Number.isFinite(value)) return format(value, {});
  const size = Math.abs(value);
  const text = value === 0 || (size >= 1e-3 && size <= 1e4) ? value.toFixed(6) : value.toPrecision(6);
  return text.replace(/^-/, '−');
}

const trim = (text: string): string => String(Number(text));
