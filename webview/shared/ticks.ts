/** Whole numbers from 0 to `max`, few enough to read. `max` is always one, and none stands where its label does. */
export function wholeTicks(max: number, label: number): number[] {
  const step = [1, 2, 5]
    .flatMap((n) => [n, n * 10, n * 100, n * 1000])
    .sort((a, b) => a - b)
    .find((n) => max / n <= 5);
  const ticks = [0];
  for (let value = step ?? max; value < max * (1 - label); value += step ?? max) ticks.push(value);
  return [...ticks, max];
}

/** From 0 to `max`; `unit` stands before the last number, or `short` where only so no other number gives way to it. */
export interface UnitAxis {
  max: number;
  unit: string;
  short?: string;
}

/** The least between two numbers under an axis, px. */
const BETWEEN = 5;

/** The numbers under an axis that is `width` px long, and what stands for the last. */
export function unitTicks({ max, unit, short = unit }: UnitAxis, width: number, widthOf: (text: string) => number) {
  const [whole, brief] = [unit, short].map((words) => {
    const last = `${words} ${max}`;
    const taken = widthOf(last) + widthOf(String(max)) / 2 + BETWEEN;
    return { last, ticks: wholeTicks(max, taken / Math.max(1, width)) };
  });
  return brief.ticks.length > whole.ticks.length ? brief : whole;
}

/** At most four powers of ten within the range; where it holds fewer than two, 1, 2 and 5 times each. */
export function logTicks(min: number, max: number): number[] {
  const within = (factors: number[]): number[] => {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++)
      for (const factor of factors) {
        const value = Number(`${factor}e${power}`);
        if (value >= min && value <= max) ticks.push(value);
      }
    return ticks;
  };
  const powers = within([1]);
  const every = Math.ceil(powers.length / 4);
  return powers.length >= 2 ? powers.filter((_, i) => i % every === 0) : within([1, 2, 5]);
}

/** The range of a logarithmic axis: the positive values and a little room. */
export function logRange(values: Iterable<number>): { min: number; max: number } {
  let min = Infinity;
  let max = 0;
  for (const value of values) {
    if (!(value > 0) || value === Infinity) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return max === 0
    ? { min: 0.01, max: 3 }
    : { min: min / 1.2, max: Math.min(Math.max(max * 1.2, min * 2), Number.MAX_VALUE) };
}

/** From 100% down to the roundest floor under `least`, with three marks. */
export function rateTicks(least: number | null): number[] {
  const floor = least === null ? 0 : ([0.99, 0.98, 0.96, 0.9, 0.8, 0.5].find((value) => least - value >= 0.005) ?? 0);
  return [floor, (1 + floor) / 2, 1];
}

/** Multiples of 1, 2 or 5 times a power of ten within a range, at most `most` of them; the range itself where none is. */
export function niceTicks(min: number, max: number, most = 4): number[] {
  const range = max - min;
  if (range === Infinity && max < Infinity && min > -Infinity)
    return niceTicks(min / 10, max / 10, most).map((tick) => tick * 10);
  if (!(range > 0) || !Number.isFinite(range)) return [min];
  const power = 10 ** Math.floor(Math.log10(range / most));
  const step = [1, 2, 5, 10, 20, 50].map((n) => n * power).find((each) => range / each < most) ?? range;
  const ticks: number[] = [];
  // Beyond 2^53 steps from 0 the next one may be the same number.
  for (let i = 0, from = Math.ceil(min / step); i <= most && (from + i) * step <= max; i++) {
    const tick = Number(((from + i) * step).toPrecision(12));
    if (tick !== ticks.at(-1) && tick >= min && tick <= max) ticks.push(tick);
  }
  return ticks.length > 0 ? ticks : [min, max];
}
