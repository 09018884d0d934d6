/**
 * A power of two in whose units numbers up to `size` can be added up and squared: 1, but for sizes that are huge or tiny.
 * @example unitFor(1e6) // 1
 */
export function unitFor(size: number): number {
  const isOrdinary = (size > 2 ** -400 && size < 2 ** 400) || size === 0;
  return isOrdinary ? 1 : powerOf2(size);
}

/** A power of two near `size`, which is above 0. */
export function powerOf2(size: number): number {
  return 2 ** Math.max(-1074, Math.floor(Math.log2(size)) - 1);
}
