/**
 * One term of a relative entropy, `p ln(p/q) - p + q`: never negative, and with all its digits where p and q are near,
 * where the plain form keeps none. 0 where both are 0, `Infinity` where only q is. `x` is `(p - q) / q`, for who knows it
 * better.
 * @example relativeTerm(1, 1) // 0
 */
export function relativeTerm(p: number, q: number, x = (p - q) / q): number {
  if (p === 0) return q;
  if (q === 0) return Infinity;
  return Math.abs(x) < 0.1 ? q * series(x) : p * logRatio(p, q) - (p - q);
}

/** `ln(p/q)` of two positive numbers, where their ratio overflows or underflows as well. */
export function logRatio(p: number, q: number): number {
  const ratio = p / q;
  if (!(ratio > 1e-300 && ratio < 1e300)) return Math.log(p) - Math.log(q);
  return ratio > 0.9 && ratio < 1.1 ? Math.log1p((p - q) / q) : Math.log(ratio);
}

/** `1 / (k (k - 1))` for k from 2 on. */
const COEFFICIENTS = Float64Array.from({ length: 16 }, (_, i) => 1 / ((i + 2) * (i + 1)));

/** `(1 + x) ln(1 + x) - x = x^2 (1/2 - x/6 + x^2/12 - ...)` for x within a tenth of 0. */
function series(x: number): number {
  let total = 0;
  for (let i = COEFFICIENTS.length - 1; i >= 0; i--) total = COEFFICIENTS[i] - x * total;
  return x * x * total;
}
