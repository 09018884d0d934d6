import { times } from '../numeric/times.js';
import type { ClassBatch } from './classBatch.js';
import type { ClassLoss } from './classLoss.js';
import { CROSS_ENTROPY } from './crossEntropy.js';

/** `sum alpha y (1 - q)^gamma (-ln q)`: every class fades by its own q, as in Keras. */
export function perClass(gamma: number, alpha: Float64Array): ClassLoss {
  return {
    value({ target, log, rest }) {
      let total = 0;
      for (let k = 0; k < target.length; k++) total -= times(alpha[k] * target[k] * rest[k] ** gamma, log[k]);
      return total === 0 ? 0 : total;
    },
    partials({ target, log, rest }, byLog, byQ, byTarget) {
      for (let k = 0; k < target.length; k++) {
        const fade = alpha[k] * rest[k] ** gamma;
        byLog[k] = -fade * target[k];
        byQ[k] = times(alpha[k] * target[k] * fadeSlope(rest[k], gamma), log[k]);
        byTarget[k] = -times(fade, log[k]);
      }
    },
  };
}

/** `mean(alpha) mean(1 - q)^gamma CE`, with means under the target: the row fades as one. */
export function trueClass(gamma: number, alpha: Float64Array): ClassLoss {
  /** The means of alpha and of `1 - q` under the target, and its sum. */
  const means = ({ target, rest }: ClassBatch): { weight: number; miss: number; all: number } => {
    let [weight, miss, all] = [0, 0, 0];
    for (let k = 0; k < target.length; k++) {
      weight += alpha[k] * target[k];
      miss += target[k] * rest[k];
      all += target[k];
    }
    return all > 0 ? { weight: weight / all, miss: miss / all, all } : { weight, miss, all: 1 };
  };
  return {
    value(row) {
      const { weight, miss } = means(row);
      return times(weight * miss ** gamma, CROSS_ENTROPY.value(row));
    },
    partials(row, byLog, byQ, byTarget) {
      const { target, log, rest } = row;
      const { weight, miss, all } = means(row);
      const fade = miss ** gamma;
      const surprise = CROSS_ENTROPY.value(row);
      const slope = times((weight * fadeSlope(miss, gamma)) / all, surprise);
      for (let k = 0; k < target.length; k++) {
        byLog[k] = -weight * fade * target[k];
        byQ[k] = -times(slope, target[k]);
        const byMeans = times(((alpha[k] - weight) / all) * fade, surprise) + times(slope, rest[k] - miss);
        byTarget[k] = byMeans - times(weight * fade, log[k]);
      }
    },
  };
}

/** The derivative of `miss ** gamma`, 0 where nothing is missed. */
function fadeSlope(miss: number, gamma: number): number {
  return miss === 0 && gamma !== 1 ? 0 : gamma * miss ** (gamma - 1);
}
