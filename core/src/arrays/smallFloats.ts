import type { DtypeName } from './dtypes.js';

/** How a float of at most 16 bits is built: bits of the fraction, the bias of the exponent, and what its greatest one means. */
interface SmallFloat {
  bits: number;
  fraction: number;
  bias: number;
  /** Whether the greatest exponent is infinity and NaN; else only all ones are NaN. */
  hasInfinity: boolean;
}

const forms = {
  float16: { bits: 16, fraction: 10, bias: 15, hasInfinity: true },
  bfloat16: { bits: 16, fraction: 7, bias: 127, hasInfinity: true },
  float8_e4m3fn: { bits: 8, fraction: 3, bias: 7, hasInfinity: false },
  float8_e5m2: { bits: 8, fraction: 2, bias: 15, hasInfinity: true },
} satisfies Partial<Record<DtypeName, SmallFloat>>;

/** The number that the lower 16 bits of a pattern stand for; where many are read, `smallFloats` has them ready. */
export const smallFloat = (name: 'float16' | 'bfloat16', pattern: number): number =>
  valueOf(pattern & 0xffff, forms[name]);

const tables = new Map<DtypeName, Float64Array>();

/** The number that each pattern of bits of a small float stands for; undefined for a type that is none. */
export function smallFloats(name: DtypeName): Float64Array | undefined {
  const form = (forms as Partial<Record<DtypeName, SmallFloat>>)[name];
  if (!form) return undefined;
  let table = tables.get(name);
  if (!table) {
    table = new Float64Array(2 ** form.bits);
    for (let bits = 0; bits < table.length; bits++) table[bits] = valueOf(bits, form);
    tables.set(name, table);
  }
  return table;
}

function valueOf(pattern: number, { bits, fraction, bias, hasInfinity }: SmallFloat): number {
  const sign = pattern >> (bits - 1) ? -1 : 1;
  const one = 1 << fraction;
  const greatest = (1 << (bits - 1 - fraction)) - 1;
  const exponent = (pattern >> fraction) & greatest;
  const part = pattern & (one - 1);
  if (exponent === greatest && hasInfinity) return part ? NaN : sign * Infinity;
  if (exponent === greatest && part === one - 1) return NaN;
  return sign * (exponent ? one + part : part) * 2 ** (Math.max(1, exponent) - bias - fraction);
}
