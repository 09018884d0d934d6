import { counted, describe } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import type { NumericArray } from '../tensor/tensor.js';

/** The items whose confidence lies above `low` and up to `high` (the first bin holds 0 as well). */
export interface CalibrationBin {
  low: number;
  high: number;
  count: number;
  /** Mean confidence; `null` for a bin without items. */
  confidence: number | null;
  /** Part of them that were hits; `null` for a bin without items. */
  accuracy: number | null;
}

export interface CalibrationOptions {
  /** Number of bins of equal width; default 15. */
  bins?: number;
}

/** Confidences of single precision may sit this far above 1; they count as 1. */
const ROUNDING = 1e-6;

const MOST_BINS = 1e6;

/**
 * Sorts items into bins of equal width by their confidence, and gives the mean confidence and the accuracy of each:
 * the points of a reliability diagram.
 *
 * Formula: bin `b` of `B` holds `b/B < confidence <= (b+1)/B`, the first also 0.
 * Takes `n` confidences from 0 to 1 and `n` hits, booleans or 0 and 1; gives one entry a bin.
 * A confidence a rounding error above 1 counts as 1.
 * Throws `empty` without items, `shape` where lengths differ, `range` or `notFinite` for a confidence outside 0..1, a
 * hit that is neither 0 nor 1, or fewer than one bin or more than a million, each with its place; `option`.
 * @example calibrationBins([0.9, 0.8], [1, 0], { bins: 1 })[0].accuracy // 0.5
 * Source: Guo et al., On calibration of modern neural networks (2017).
 */
export function calibrationBins(
  confidences: NumericArray | readonly number[],
  hits: NumericArray | readonly (number | boolean)[],
  options: CalibrationOptions = {},
): CalibrationBin[] {
  checkOptions(options, ['bins']);
  const { bins = 15 } = options;
  const n = confidences.length;
  if (hits.length !== n)
    throw new CoreError('shape', counted(hits.length, 'hit'), `${n}, one a confidence`, { argument: 'hits' });
  if (n === 0) throw new CoreError('empty', 'no items', 'at least one', { argument: 'confidences' });
  if (!Number.isInteger(bins) || bins < 1 || bins > MOST_BINS)
    throw new CoreError('range', counted(bins, 'bin'), `a whole number from 1 to ${MOST_BINS}`, { argument: 'bins' });
  const counts = new Float64Array(bins);
  const sums = Array.from({ length: bins }, () => new CompensatedSum());
  const right = new Float64Array(bins);
  for (let i = 0; i < n; i++) {
    const given = confidences[i];
    if (!(typeof given === 'number' && given >= 0 && given <= 1 + ROUNDING))
      throw new CoreError(Number.isNaN(given) ? 'notFinite' : 'range', `${given}`, 'from 0 to 1', {
        argument: 'confidences',
        path: [i],
      });
    const confidence = Math.min(given, 1);
    const hit = hits[i];
    if (hit !== 0 && hit !== 1 && typeof hit !== 'boolean')
      throw new CoreError('range', describe(hit), '0 or 1', { argument: 'hits', path: [i] });
    let bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    if (bin > 0 && confidence <= bin / bins) bin--;
    else if (confidence > (bin + 1) / bins) bin++;
    counts[bin]++;
    sums[bin].add(confidence);
    right[bin] += Number(hit);
  }
  return Array.from(counts, (count, b) => ({
    low: b / bins,
    high: (b + 1) / bins,
    count,
    confidence: count > 0 ? sums[b].value / count : null,
    accuracy: count > 0 ? right[b] / count : null,
  }));
}

/**
 * Expected calibration error: how far confidence and accuracy lie apart, on average over the items.
 *
 * Formula: `sum_b count_b / n * abs(accuracy_b - confidence_b)` over bins of equal width.
 * Takes, treats and throws what `calibrationBins` does; gives a number from 0 to 1, which depends on the bins.
 * @example expectedCalibrationError([0.75, 0.75], [1, 0], { bins: 1 }) // 0.25
 * Source: Guo et al., On calibration of modern neural networks (2017).
 */
export function expectedCalibrationError(
  confidences: NumericArray | readonly number[],
  hits: NumericArray | readonly (number | boolean)[],
  options: CalibrationOptions = {},
): number {
  return calibrationBins(confidences, hits, options).reduce(
    (sum, { count, confidence, accuracy }) =>
      sum + (count / confidences.length) * Math.abs((accuracy ?? 0) - (confidence ?? 0)),
    0,
  );
}
