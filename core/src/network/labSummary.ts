import { meanInterval, type MeanInterval } from '../metrics/meanInterval.js';
import type { LabPlan } from './labPlan.js';
import type { LabRun } from './lossLab.js';

/** A mean with its interval, and the values behind it, one a seed. */
export interface Measured extends MeanInterval {
  values: number[];
}

/** The mean of the seeds after each epoch, with the 95% interval of that mean. */
export interface LabCurve {
  mean: number[];
  low: number[];
  high: number[];
}

/** One loss at one rate, over the seeds of which every run is done. */
export interface LabRow {
  loss: number;
  /** Null where no rate is free of runs that failed. */
  rate: number | null;
  seeds: number;
  /** Runs whose loss became NaN or infinite. Where there is one, means would tell of the others only: there are none. */
  failed: number;
  accuracy: Measured | null;
  /** Accuracy less that of the first loss, seed by seed. */
  difference: Measured | null;
  /** How many came to the target on the validation part, and the first epoch at whose end they had; null unless all did. */
  reached: number;
  epochs: Measured | null;
  later: Measured | null;
  /** With how many seeds it came there after the first loss, or before it: never is after all. Null where a run failed. */
  order: { after: number; before: number } | null;
  nats: number | null;
  calibration: number | null;
  validation: LabCurve | null;
  trainLoss: LabCurve | null;
}

/** Seeds with which all losses are done at all rates: only these are compared. */
export function completeSeeds({ losses, rates, seeds }: LabPlan, runs: readonly LabRun[]): number[] {
  return seeds.filter((seed) => runs.filter((run) => run.seed === seed).length === losses.length * rates.length);
}

/**
 * The best rate of each loss: the one with the greatest mean accuracy on the validation part at the end, the smaller of
 * two that tie; never a rate at which a run failed. Null where there is none.
 */
export function bestRates(plan: LabPlan, runs: readonly LabRun[]): (number | null)[] {
  const seeds = completeSeeds(plan, runs);
  const rates = [...plan.rates].sort((a, b) => a - b);
  return plan.losses.map((_, loss) => {
    let [best, most] = [null as number | null, -Infinity];
    for (const rate of rates) {
      const found = pick(runs, seeds, loss, rate);
      if (found.length === 0 || found.some(({ failed }) => failed !== null)) continue;
      const mean = meanInterval(found.map(({ validation }) => validation.at(-1)!)).mean;
      if (mean > most) [best, most] = [rate, mean];
    }
    return best;
  });
}

/** Each loss at the rate that is named for it, compared with the first one; `target` is an accuracy on the validation part. */
export function labRows(
  plan: LabPlan,
  runs: readonly LabRun[],
  rates: readonly (number | null)[],
  target: number,
): LabRow[] {
  const seeds = completeSeeds(plan, runs);
  const rows = plan.losses.map((_, loss) => rowOf(runs, seeds, loss, rates[loss], target));
  const firstsOf = ({ loss, rate, failed }: LabRow): number[] =>
    rate === null || failed > 0 ? [] : pick(runs, seeds, loss, rate).map((run) => firstEpoch(run, target));
  const less = (row: LabRow, key: 'accuracy' | 'epochs'): Measured | null => {
    const [mine, first] = [row[key], rows[0][key]];
    return row.loss > 0 && mine && first ? measured(mine.values.map((value, i) => value - first.values[i])) : null;
  };
  return rows.map((row) => ({
    ...row,
    difference: less(row, 'accuracy'),
    later: less(row, 'epochs'),
    order: row.loss > 0 ? orderOf(firstsOf(row), firstsOf(rows[0])) : null,
  }));
}

function rowOf(
  runs: readonly LabRun[],
  seeds: readonly number[],
  loss: number,
  rate: number | null,
  target: number,
): LabRow {
  const found = rate === null ? [] : pick(runs, seeds, loss, rate);
  const failed = found.filter((run) => run.failed !== null).length;
  const whole = failed === 0 && found.length > 0;
  const test = (key: 'accuracy' | 'nats' | 'calibration'): Measured | null =>
    whole ? measured(found.map((run) => run.test![key])) : null;
  const firsts = found.map((run) => firstEpoch(run, target));
  const reached = firsts.filter(Number.isFinite).length;
  return {
    loss,
    rate,
    seeds: seeds.length,
    failed,
    accuracy: test('accuracy'),
    difference: null,
    reached,
    epochs: whole && reached === found.length ? measured(firsts) : null,
    later: null,
    order: null,
    nats: test('nats')?.mean ?? null,
    calibration: test('calibration')?.mean ?? null,
    validation: whole ? curve(found.map((run) => run.validation)) : null,
    trainLoss: whole ? curve(found.map((run) => run.trainLoss)) : null,
  };
}

/** The first epoch at whose end a run had come to the target; infinite where it never had. */
function firstEpoch({ validation }: LabRun, target: number): number {
  const at = validation.findIndex((accuracy) => accuracy >= target);
  return at < 0 ? Infinity : at + 1;
}

function orderOf(mine: readonly number[], first: readonly number[]): LabRow['order'] {
  if (mine.length === 0 || first.length === 0) return null;
  const after = mine.filter((epoch, i) => epoch > first[i]).length;
  return { after, before: mine.filter((epoch, i) => epoch < first[i]).length };
}

/** The runs of a loss at a rate, in the order of the seeds. */
function pick(runs: readonly LabRun[], seeds: readonly number[], loss: number, rate: number): LabRun[] {
  return seeds.flatMap((seed) => runs.filter((run) => run.loss === loss && run.rate === rate && run.seed === seed));
}

const measured = (values: number[]): Measured => ({ ...meanInterval(values), values });

/** Of one seed alone no interval is known, and its ends are the values. */
function curve(lines: readonly number[][]): LabCurve {
  const points = lines[0].map((_, epoch) => meanInterval(lines.map((line) => line[epoch])));
  const end = (key: 'low' | 'high'): number[] =>
    points.map((point) => (Number.isFinite(point[key]) ? point[key] : point.mean));
  return { mean: points.map(({ mean }) => mean), low: end('low'), high: end('high') };
}
