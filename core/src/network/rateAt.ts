import type { OptimiserConfig } from './config.js';

/** The one-cycle rate begins at a 25th of its height, reaches it after 30% of the run, and ends at a 250,000th. */
const cycle = { start: 25, rise: 0.3, end: 250_000 };

/**
 * The rate of step `step` (from 0) of `steps`. `constant` stays; `step` falls to a tenth after half of the run and to
 * a hundredth after three quarters; `cosine` falls to 0 along half a cosine; `oneCycle` climbs and falls, both along
 * half a cosine (Smith and Topin, 2017).
 * @example rateAt({ schedule: 'step', rate: 1 }, 60, 100) // 0.1
 */
export function rateAt(
  { schedule, rate }: Pick<OptimiserConfig, 'schedule' | 'rate'>,
  step: number,
  steps: number,
): number {
  const done = steps > 0 ? step / steps : 0;
  if (schedule === 'constant') return rate;
  if (schedule === 'step') return done < 0.5 ? rate : done < 0.75 ? rate / 10 : rate / 100;
  if (schedule === 'cosine') return between(rate, 0, done);
  return done < cycle.rise
    ? between(rate / cycle.start, rate, done / cycle.rise)
    : between(rate, rate / cycle.end, (done - cycle.rise) / (1 - cycle.rise));
}

function between(from: number, to: number, part: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;
}
