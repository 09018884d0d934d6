/** Numbers as a person reads them: through Intl in the page's language, with a true minus sign and none before a zero. */
const locale = (): string | undefined => globalThis.document?.documentElement.lang || 'en';

const made = new Map<string, Intl.NumberFormat>();
function format(value: number, key: string, options: Intl.NumberFormatOptions): string {
  const name = `${locale()} ${key}`;
  let formatter = made.get(name);
  if (!formatter) made.set(name, (formatter = new Intl.NumberFormat(locale(), options)));
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return formatter.format(value).replace(/^-/, (_, __, text: string) => (/[1-9]/.test(text) ? '−' : ''));
}

/** 4, 7, and 9 */
export const list = (parts: readonly string[]): string => new Intl.ListFormat(locale()).format(parts);

/** What stands where there is nothing to divide by. */
export const dash = '–';

/** 1,118 */
export const count = (value: number): string => format(value, 'count', { maximumFractionDigits: 0 });

/** From here on digits say less than a power of ten. */
const LARGE = 1e7;

/** 1.23e300 */
export const power = (value: number, digits: number): string =>
  value.toExponential(digits).replace('e+', 'e').replace(/^-/, '−');

export const isLarge = (value: number): boolean => Number.isFinite(value) && Math.abs(value) >= LARGE;

/** 0.198, and 1.23e300 where that is shorter; a dash for null. */
export const decimal = (value: number | null, digits = 3): string =>
  value === null
    ? dash
    : isLarge(value)
      ? power(value, 2)
      : format(value, `d${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** p with 3 decimals. A p that would round to 0 or 1 without being 0 or 1 is written <0.001 or >0.999. */
export const probability = (p: number): string =>
  p > 0 && p < 0.0005 ? `<${decimal(0.001)}` : p < 1 && p >= 0.9995 ? `>${decimal(0.999)}` : decimal(p);

/** 0.1 or 1e-15: a setting as it was typed, without zeros to fill up. */
export const plain = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-4
    ? Number(value.toPrecision(6)).toExponential().replace(/^-/, '−')
    : format(value, 'plain', { maximumSignificantDigits: 6, useGrouping: false });

/** 0.2099 or 3e-5: a number that a program logged, of any size, in four digits; NaN and ∞ come as text. */
export const scalar = (value: number | string): string => plain(Number(Number(value).toPrecision(4)));

/** 4.5% from 0.045. */
export const percent = (rate: number | null, digits = 1): string => {
  if (rate === null) return dash;
  const options = { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return format(rate, `p${digits}`, options);
};

/** 94.95% */
export const accuracy = (rate: number | null): string => percent(rate, 2);

/** A difference with its sign: +1.2 or −1.2, and 0.0 without one where it rounds to that. */
export function signed(value: number, format: (size: number) => string): string {
  const size = format(Math.abs(value));
  return size === format(0) ? size : `${value < 0 ? '−' : '+'}${size}`;
}

/** (94.5–95.4): an interval in per cent, without the sign because the rate before it has one. */
export const interval = ({ low, high }: { low: number; high: number }): string =>
  `(${decimal(low * 100, 1)}–${decimal(high * 100, 1)})`;

/** <0.1 s, 2.0 s, 4 min 10 s, 1 h 5 min */
export function seconds(value: number, digits = 1): string {
  if (!Number.isFinite(value)) return dash;
  const whole = Math.round(value);
  if (digits === 1 && value > 0 && value < 0.05) return '<0.1 s';
  if (whole < 60) return `${decimal(value, digits)} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
