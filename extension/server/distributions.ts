import { entropy, type NumericArray } from '@surprisal/core';
import type { ClassFacts, DistributionFacts, RowFacts } from '../protocol/language.js';

/** What a sum may miss 1 by: the rounding of each number printed to three decimals, and no more than this in all. */
const ROUNDING = 5e-4;
const MISSES = 0.01;

/** How far from 1 a printed sum may lie. */
export const slackOf = (classes: number): number => Math.min(MISSES, ROUNDING * classes);

/** True where every row of `classes` numbers is a distribution as people print them. */
export function isDistribution(data: NumericArray, classes: number): boolean {
  if (classes < 2 || data.length === 0) return false;
  const slack = slackOf(classes);
  for (let at = 0; at < data.length;) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const p = data[at++];
      if (!(p >= 0 && p <= 1 + slack)) return false;
      sum += p;
    }
    if (Math.abs(sum - 1) > slack) return false;
  }
  return true;
}

/** What a person asks of one distribution. */
export function distributionOf(p: NumericArray, fromLogits: boolean): DistributionFacts {
  let [first, second] = [0, -1];
  let sum = 0;
  for (let k = 0; k < p.length; k++) {
    sum += p[k];
    if (k === 0) continue;
    if (p[k] > p[first]) [first, second] = [k, first];
    else if (second < 0 || p[k] > p[second]) second = k;
  }
  const facts = (index: number): ClassFacts => ({ index, p: p[index], surprise: -Math.log(p[index]) });
  const nats = entropy(p, { normalize: true });
  return {
    classes: p.length,
    sum,
    entropy: nats,
    perplexity: Math.exp(nats),
    top: facts(first),
    second: second >= 0 && p[second] > 0 ? facts(second) : null,
    fromLogits,
  };
}

/** What a person asks of many. */
export function rowsOf(p: NumericArray, classes: number, fromLogits: boolean): RowFacts {
  const rows = p.length / classes;
  const meanEntropy = entropy({ shape: [rows, classes], data: p }, { normalize: true });
  let unnormalised = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += p[row * classes + k];
    if (Math.abs(sum - 1) > slackOf(classes)) unnormalised++;
  }
  return { rows, classes, meanEntropy, unnormalised, fromLogits };
}
