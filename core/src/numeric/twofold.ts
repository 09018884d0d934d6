/** A number in two doubles: itself rounded, and what rounding dropped. */
export interface Twofold {
  readonly high: number;
  readonly low: number;
}

/** `whole - part`, with the digits that are left where the part is nearly all. */
export function restOf(whole: Twofold, part: Twofold): number {
  return whole.high - part.high + (whole.low - part.low);
}

/**
 * `a b - c d`, with the digits that are left where the two products all but cancel.
 * No product may leave the normal numbers. Source: Dekker, *A floating-point technique for extending the available
 * precision* (1971).
 */
export function productsApart(a: Twofold, b: Twofold, c: Twofold, d: Twofold): number {
  const one = a.high * b.high;
  const other = c.high * d.high;
  const rest = dropped(a.high, b.high, one) - dropped(c.high, d.high, other);
  return one - other + (rest + (a.high * b.low + a.low * b.high - (c.high * d.low + c.low * d.high)));
}

/** What rounding dropped of a product. */
export function dropped(a: number, b: number, product: number): number {
  const a1 = upperHalf(a);
  const b1 = upperHalf(b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2);
}

/** The upper half of the digits. */
function upperHalf(x: number): number {
  const shifted = 134217729 * x;
  return shifted - (shifted - x);
}
