export interface Histogram {
  from: number;
  width: number;
  counts: number[];
}

/** Counts in at most `most` bins of a round width, with an edge at 0 and 0 within; null where no value is finite. */
export function histogram(values: ArrayLike<number>, most: number): Histogram | null {
  let low = 0;
  let high = 0;
  let finite = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    finite++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (finite === 0) return null;
  const power = 10 ** Math.floor(Math.log10((high - low) / most || 1));
  const width = [1, 2, 5, 10, 20].map((n) => n * power).find((size) => binsOf(low, high, size) <= most) ?? high - low;
  const first = Math.floor(low / width);
  const counts = Array.from({ length: binsOf(low, high, width) }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    const bin = Math.floor(value / width) - first;
    if (Number.isFinite(value)) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from: first * width, width, counts };
}

const binsOf = (low: number, high: number, width: number): number =>
  Math.floor(high / width) - Math.floor(low / width) + 1;

/** Multiples of 1, 2 or 5 within the range, at most eight. */
export function axisMarks({ from, width, counts }: Histogram): number[] {
  const span = width * counts.length;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => span / size <= 8) ?? span;
  const marks: number[] = [];
  for (let mark = Math.ceil(from / step) * step; mark <= from + span; mark += step) marks.push(mark || 0);
  return marks;
}
