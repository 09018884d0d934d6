import { CoreError, describeTensor, softmax, type Tensor } from '@surprisal/core';
import type { ArrayFacts, Theme } from '../protocol/language.js';
import { pictureOf } from './choosePicture.js';
import { distributionOf, isDistribution, rowsOf } from './distributions.js';
import { pairKeys } from './findPair.js';

/** What is to be said of an array under a key: its numbers, what they are if distributions or logits, and its picture. */
export function factsOf(tensor: Tensor, key: string | null, theme: Theme): ArrayFacts {
  const description = describeTensor(tensor);
  const { data, shape } = tensor;
  const classes = shape.at(-1) ?? 1;
  const single = data.length === classes;
  const noNan = description.nanCount === 0;
  const logits = key !== null && pairKeys.logits.test(key) && noNan && classes > 1;
  const likely = !logits && noNan && isDistribution(data, classes) && (single || !description.allWhole);
  const probabilities = logits ? softmaxOrNull(tensor) : likely ? data : null;
  const { count, min, max, mean, standardDeviation, nonZeroCount, nanCount, allWhole } = description;
  return {
    shape: [...shape],
    count,
    whole: allWhole,
    minimum: min,
    maximum: max,
    mean,
    standardDeviation,
    notZero: nonZeroCount,
    nans: nanCount,
    infinities: description.positiveInfinityCount + description.negativeInfinityCount,
    distribution: probabilities && single ? distributionOf(probabilities, logits) : null,
    rows: probabilities && !single ? rowsOf(probabilities, classes, logits) : null,
    picture: pictureOf(tensor, probabilities, description, theme),
  };
}

/** Logits that have no softmax, such as two infinities, are only numbers. */
function softmaxOrNull(tensor: Tensor): Tensor['data'] | null {
  try {
    return softmax(tensor).data;
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}
