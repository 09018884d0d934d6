import { entropy, type NumericArray } from '@surprisal/core';
import type { ClassFacts, DistributionFacts, RowFacts } from '../protocol/arrayFacts.js';
import { missesOne } from './meaning/rounding.js';

/** The facts that a hover shows of one distribution. */
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

/** The facts that a hover shows of many distributions. */
export function rowsOf(p: NumericArray, classes: number, fromLogits: boolean): RowFacts {
  const rows = p.length / classes;
  const meanEntropy = entropy({ shape: [rows, classes], data: p }, { normalize: true });
  let unnormalised = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += p[row * classes + k];
    if (missesOne(sum, p, row * classes, classes)) unnormalised++;
  }
  return { rows, classes, meanEntropy, unnormalised, fromLogits };
}
