import { codeAt, skipSpace, type Source } from './source.js';

/** Where the divisor of a fraction such as `1/3` begins whose first number ends at `end`; -1 where none follows. */
export function divisorAt(source: Source, end: number): number {
  const slash = skipSpace(source, end, source.length);
  if (codeAt(source, slash) !== 47) return -1;
  const divisor = skipSpace(source, slash + 1, source.length);
  const code = codeAt(source, divisor);
  const first = code === 45 || code === 43 ? codeAt(source, divisor + 1) : code;
  return (first >= 48 && first <= 57) || first === 46 ? divisor : -1;
}
