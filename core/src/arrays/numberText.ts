import type { DtypeName } from './dtypes.js';

/** How a number of some type is written. */
export type NumberText = (value: number, zeros?: boolean, sign?: boolean) => string;

/** Rounds to the nearest half-precision number, ties to even. */
function toHalf(value: number): number {
  const size = Math.abs(value);
  if (size >= 65520) return Math.sign(value) * Infinity;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10);
  const units = size / unit;
  const down = Math.floor(units);
  const rest = units - down;
  return Math.sign(value) * unit * (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down);
}

/** The digits, with a point after the first, and the exponent. */
type Digits = [digits: string, exponent: number];
const split = (text: string): Digits => {
  const [digits, exponent] = text.split('e') as [string, string];
  return [digits.replace('.', ''), Number(exponent)];
};

/** The fewest digits that read back as the same number of a type of at most `most` digits. */
function fewest(size: number, round: (value: number) => number, most: number): Digits {
  // Below a power of two numbers lie closer, so there the nearest decimal may miss where the next one above does not.
  const isPower = Number.isInteger(Math.log2(size));
  for (let count = 1; count < most; count++) {
    const text = nearest(size, count);
    if (round(Number(text)) === size) return trimmed(split(text));
    if (!isPower) continue;
    const [digits, exponent] = split(text);
    const above = `${Number(digits) + 1}e${exponent - count + 1}`;
    if (Number(text) < size && round(Number(above)) === size) return trimmed(split(Number(above).toExponential()));
  }
  return trimmed(split(size.toExponential(most - 1)));
}

/** So many digits; of two that are as near, the one whose last digit is even. */
function nearest(size: number, count: number): string {
  const text = size.toExponential(count - 1);
  const [digits, exponent] = split(size.toExponential(count + 24));
  if (!/^50*$/.test(digits.slice(count)) || Number(digits[count - 1]) % 2 === 1) return text;
  return `${digits[0]}.${digits.slice(1, count)}e${exponent}`;
}

const trimmed = ([digits, exponent]: Digits): Digits => [digits.replace(/0+$/, '') || '0', exponent];

/**
 * NumPy's form: as it stands from 0.0001 to below some power of ten, else with an exponent of two digits or more. From NumPy
 * 2.3 on that power is one below which a type has all digits of whole numbers, so that no zero stands for a digit that is
 * none; before, it was 10^16 for all types.
 */
function written(
  value: number,
  digitsOf: (size: number) => Digits,
  below: number,
  zeros: boolean,
  sign: boolean,
): string {
  const minus = value < 0 || Object.is(value, -0) ? '-' : sign ? '+' : '';
  if (Number.isNaN(value)) return sign ? '+nan' : 'nan';
  const size = Math.abs(value);
  if (size === Infinity) return `${minus}inf`;
  if (size === 0) return `${minus}0${zeros ? '.0' : ''}`;
  const [digits, exponent] = digitsOf(size);
  if (size < 1e-4 || size >= below) {
    const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
    return `${minus}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${power}`;
  }
  if (exponent < 0) return `${minus}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const part = digits.slice(exponent + 1);
  return `${minus}${whole}${part ? `.${part}` : zeros ? '.0' : ''}`;
}

/**
 * A double as NumPy writes it.
 * @example doubleText(1e16) // '1e+16'
 */
export const doubleText: NumberText = (value, zeros = true, sign = false) =>
  written(value, (size) => split(size.toExponential()), 1e16, zeros, sign);

/**
 * A float32 as NumPy writes it.
 * @example singleText(Math.fround(0.1)) // '0.1'
 */
export const singleText: NumberText = (value, zeros = true, sign = false) =>
  written(value, (size) => fewest(size, Math.fround, 9), 1e6, zeros, sign);

/** A float16 as NumPy writes it. */
export const halfText: NumberText = (value, zeros = true, sign = false) =>
  written(value, (size) => fewest(size, toHalf, 5), 1e3, zeros, sign);

/** A complex number as NumPy writes it, by how its parts are written. */
export function complexText(real: number, imaginary: number, text: NumberText): string {
  if (Object.is(real, 0)) return `${text(imaginary, false)}j`;
  return `(${text(real, false)}${text(imaginary, false, true)}j)`;
}

const texts: Partial<Record<DtypeName, NumberText>> = {
  float16: halfText,
  float32: singleText,
  bfloat16: singleText,
  float8_e4m3fn: singleText,
  float8_e5m2: singleText,
  float64: doubleText,
  complex64: singleText,
  complex128: doubleText,
};

/** How a number of a type is written that is handed over as a double, or a part of a complex one. */
export const numberText = (name: DtypeName): NumberText => texts[name] ?? String;
