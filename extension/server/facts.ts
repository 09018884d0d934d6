import {
  describeTensor,
  type ParsedTensor,
  softmax,
  type Tensor,
  type TensorDescription,
  vectorNorm,
} from '@surprisal/core';
import type { ArrayFacts, Theme } from '../protocol/arrayFacts.js';
import { pictureOf } from './choosePicture.js';
import { distributionOf, rowsOf } from './distributions.js';
import { kindsOf } from './meaning/kinds.js';
import { valueOrNull } from './valueOrNull.js';

/** The facts that a hover shows of an array under a key: its numbers, its distributions or logits, and its picture. */
export function factsOf(tensor: Tensor, key: string | null, theme: Theme, booleans = false): ArrayFacts {
  const description = describeTensor(tensor);
  const { data, shape } = tensor;
  const classes = shape.at(-1) ?? 1;
  const single = data.length === classes;
  const kinds = kindsOf(tensor, key);
  const logits = kinds[0] === 'logits' && classes > 1;
  const likely = kinds[0] === 'distributions' || (kinds[0] === 'oneHot' && single);
  // Logits without a softmax, such as two infinities, are treated as plain numbers.
  const probabilities = logits ? valueOrNull(() => softmax(tensor).data) : likely ? data : null;
  const { count, min, max, mean, standardDeviation, nonZeroCount, nanCount, allWhole } = description;
  return {
    shape: [...shape],
    count,
    whole: allWhole,
    booleans,
    minimum: min,
    maximum: max,
    mean,
    standardDeviation,
    notZero: nonZeroCount,
    nans: nanCount,
    kinds,
    infinities: description.positiveInfinityCount + description.negativeInfinityCount,
    norm: likely || logits ? null : normOf(tensor, key, description),
    distribution: probabilities && single ? distributionOf(probabilities, logits) : null,
    rows: probabilities && !single ? rowsOf(probabilities, classes, logits) : null,
    picture: pictureOf(tensor, probabilities, description, theme),
  };
}

const EMBEDDING = /^(?:\w*_)?(?:embeddings?|emb|vectors?|vec)(?:_?\w)?$/i;
/** A list of at least so many numbers of both signs is taken for an embedding. */
const LONG = 64;

/** The norm of a list of finite fractions, if its name says embedding or it is as long as one. */
function normOf({ shape, data }: Tensor, key: string | null, facts: TensorDescription): number | null {
  const { min, max, allWhole, finiteCount } = facts;
  if (shape.length !== 1 || allWhole || finiteCount < data.length || min === null || max === null) return null;
  const isLong = data.length >= LONG && min < 0 && max > 0;
  return isLong || (key !== null && EMBEDDING.test(key)) ? vectorNorm(data) : null;
}

/** Whether every number is written as true or false. */
export const areBooleans = ({ tensor, warnings }: Pick<ParsedTensor, 'tensor' | 'warnings'>): boolean =>
  warnings.some(({ code, count }) => code === 'boolean' && count === tensor.data.length);
