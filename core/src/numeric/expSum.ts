/** Steps of the table in one unit of the exponent. */
const STEPS = 32;
/** How far the table goes from 1, either way. */
const REACH = 40;
const MIDDLE = REACH * STEPS;
const TABLE = Float64Array.from({ length: 2 * MIDDLE + 2 }, (_, j) => Math.exp((j - MIDDLE) / STEPS));

/**
 * The sum of `exp(x[k] - x[pivot])` over the `count` numbers from `start`, the pivot itself left out: its own term is 1, so
 * that `log1p` of the sum keeps every digit. The pivot is the greatest, and finite.
 */
export function sumOfExp(x: Float64Array, pivot: number, start: number, count: number): number {
  const near = sumOfNearExp(x, pivot, start, count);
  if (near >= 0) return near;
  let total = 0;
  for (let i = start; i < start + count; i++) if (i !== pivot) total += Math.exp(x[i] - x[pivot]);
  return total;
}

/**
 * The same around any pivot, or NaN where a difference is above 40, either way, or not a number.
 * Each exponential is a table value times a short series, right to 3e-16 of itself. A call in this loop would cost as much as
 * the arithmetic, so what is out of reach is left to the caller.
 */
export function sumOfNearExp(x: Float64Array | Float32Array, pivot: number, start: number, count: number): number {
  const origin = x[pivot];
  const end = start + count;
  let total = 0;
  for (let i = start; i < end; i++) {
    if (i === pivot) continue;
    const d = x[i] - origin;
    if (!(Math.abs(d) <= REACH)) return NaN;
    const j = (STEPS * d + (MIDDLE + 0.5)) | 0;
    const r = d - (j - MIDDLE) * (1 / STEPS);
    const square = r * r;
    const series = 1 + r + square * (1 / 2 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120) + square * (1 / 720)));
    total += TABLE[j] * series;
  }
  return total;
}
