/** A ninth of an image, by its row and column: each 0, 1 or 2. */
export interface Ninth {
  row: number;
  column: number;
  /** Its part of the whole, 0 to 1. */
  share: number;
}

/** Visits every pixel with the ninth of the image that it lies in. */
function eachPixel(width: number, height: number, visit: (pixel: number, ninth: number) => void): void {
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    visit(i, Math.floor((y * 3) / height) * 3 + Math.floor((x * 3) / width));
  }
}

/** The ninth that holds most of what is above 0; null where nothing is. */
export function strongest(values: ArrayLike<number>, width: number, height: number): Ninth | null {
  const sums = new Array<number>(9).fill(0);
  eachPixel(width, height, (i, ninth) => (sums[ninth] = (sums[ninth] ?? 0) + Math.max(0, values[i] ?? 0)));
  const whole = sums.reduce((sum, x) => sum + x, 0);
  const best = sums.indexOf(Math.max(...sums));
  return whole > 0 ? { row: Math.floor(best / 3), column: best % 3, share: (sums[best] ?? 0) / whole } : null;
}

/** The ink of one picture in a ninth, divided by that of another; null where the other has almost none. */
export function inkRatio(
  of: ArrayLike<number>,
  to: ArrayLike<number>,
  { row, column }: Ninth,
  width: number,
  height: number,
): number | null {
  let [one, other, pixels] = [0, 0, 0];
  eachPixel(width, height, (i, ninth) => {
    if (ninth !== row * 3 + column) return;
    one += of[i] ?? 0;
    other += to[i] ?? 0;
    pixels++;
  });
  return other >= pixels ? one / other : null;
}

/** Pearson's r of two pictures; null where all pixels of one are equal. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const n = a.length;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < n; i++) {
    sumA += a[i] ?? 0;
    sumB += b[i] ?? 0;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [(a[i] ?? 0) - sumA / n, (b[i] ?? 0) - sumB / n];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

/** The median of the values; null where there are none. */
export function median(values: Iterable<number>): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
