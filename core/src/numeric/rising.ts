/**
 * The first place of values in rising order whose value is at least `value`, by bisection; the count where none is.
 *
 * `rising`: `[n]`, of which the first `count` are looked at, all by default. NaN is no value of it.
 * @example firstAtLeast([1, 3, 3, 7], 3) // 1
 * Source: Python's `bisect.bisect_left`.
 */
export function firstAtLeast(rising: ArrayLike<number>, value: number, count: number = rising.length): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The same for the first value above `value`.
 * @example firstAbove([1, 3, 3, 7], 3) // 3
 * Source: Python's `bisect.bisect_right`.
 */
export function firstAbove(rising: ArrayLike<number>, value: number, count: number = rising.length): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
