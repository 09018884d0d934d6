import { CompensatedSum } from '../numeric/sum.js';
import type { NumericArray } from '../tensor/tensor.js';

/** By what part of the mean a probability may lie below it: the mean of equal ones can be rounded up. */
const ROUNDING = 1e-12;

/** Which class each item is confidently of, -1 where of none; see `doubtfulLabels`. */
export function confidentJoint(
  labels: ArrayLike<number>,
  probabilities: NumericArray,
  classes: number,
): { thresholds: (number | null)[]; joint: number[][]; confident: Int32Array } {
  const sums = Array.from({ length: classes }, () => new CompensatedSum());
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    sums[labels[i]].add(probabilities[i * classes + labels[i]]);
    counts[labels[i]]++;
  }
  const thresholds = sums.map(({ value }, j) => (counts[j] > 0 ? value / counts[j] : null));
  const joint = thresholds.map(() => new Array<number>(classes).fill(0));
  const confident = new Int32Array(labels.length).fill(-1);
  for (let i = 0; i < labels.length; i++) {
    let most = -Infinity;
    for (let j = 0; j < classes; j++) {
      const p = probabilities[i * classes + j];
      const threshold = thresholds[j];
      if (threshold === null || p < threshold * (1 - ROUNDING) || p <= most) continue;
      most = p;
      confident[i] = j;
    }
    if (confident[i] >= 0) joint[labels[i]][confident[i]]++;
  }
  return { thresholds, joint, confident };
}
