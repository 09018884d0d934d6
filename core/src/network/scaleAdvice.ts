import type { Parts } from './load.js';
import { columnMoments } from './scaling.js';

/** What speaks for scaling features that nobody asked to scale. */
export interface ScaleAdvice {
  /** They are whole numbers from 0 to 255, some beyond 127, as pixels are. */
  bytes: boolean;
  /** The greatest deviation of a column of a table over the least that is not 0; null below a hundred. */
  factor: number | null;
}

/** From here on columns differ so much that the widest hide the others. */
const APART = 100;

/**
 * Whether features that are taken as they stand had better be scaled: because columns of a table differ a hundredfold
 * over the rows that are trained on, or because they might be pixels. Null where neither is so.
 */
export function scaleAdvice({ sets, train, scaling }: Parts): ScaleAdvice | null {
  if (scaling.rule !== 'none') return null;
  const bytes = sets.every(({ features }) => features instanceof Uint8Array) && sets[0].features.some((x) => x > 127);
  const apart = sets[0].origin.table ? factorOf(columnMoments(sets, train).variance) : 1;
  const factor = apart >= APART ? apart : null;
  return bytes || factor !== null ? { bytes, factor } : null;
}

function factorOf(variances: Float64Array): number {
  let [least, most] = [Infinity, 0];
  for (const v of variances)
    if (v > 0) {
      least = Math.min(least, v);
      most = Math.max(most, v);
    }
  return most > 0 ? Math.sqrt(most / least) : 1;
}
