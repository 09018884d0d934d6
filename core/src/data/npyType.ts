/** The letters that NumPy has for types of one size everywhere, and kind and size of each. */
const letters: Record<string, string> = {
  '?': 'b1',
  b: 'i1',
  B: 'u1',
  h: 'i2',
  H: 'u2',
  i: 'i4',
  I: 'u4',
  q: 'i8',
  Q: 'u8',
  e: 'f2',
  f: 'f4',
  d: 'f8',
  F: 'c8',
  D: 'c16',
};
/** Its words for types, which stand without a byte order; others have their bits behind them. */
const words: Record<string, string> = {
  bool: 'b1',
  float: 'f8',
  complex: 'c16',
  half: 'f2',
  single: 'f4',
  double: 'f8',
};
const kinds: Record<string, string> = { int: 'i', uint: 'u', float: 'f', complex: 'c' };
const NUMBERS = /^(?:b1|[iu][1248]|f[248]|c8|c16)$/;

/**
 * A type of numbers as NumPy writes it today: byte order, kind and bytes. Without an order, or with that of the machine, it
 * is little-endian, as NumPy reads it nearly everywhere. What is no such type stays as it is.
 * @example npyType('float32') // '<f4'
 */
export function npyType(descr: string): string {
  const rest = descr.replace(/^[<>|=]/, '');
  const [, kind, bits] = /^(u?int|float|complex)(\d+)$/.exec(descr) ?? [];
  const word = kind ? `${kinds[kind]}${Number(bits) / 8}` : own(words, descr);
  const type = word ?? own(letters, rest) ?? rest;
  if (!NUMBERS.test(type)) return descr;
  return `${type.endsWith('1') ? '|' : descr[0] === '>' ? '>' : '<'}${type}`;
}

const own = (table: Record<string, string>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
