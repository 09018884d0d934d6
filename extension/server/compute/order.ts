import type { Kind } from '../../protocol/reading.js';
import type { Remark } from '../../protocol/answers.js';
import { isLogits, nameOf } from '../meaning/names.js';
import type { FoundPair } from '../meaning/pairs.js';
import { readingsOf } from '../meaning/readings.js';
import { isDistribution } from '../meaning/rounding.js';
import type { Operand, Pair } from './operand.js';

const LABELS: readonly Kind[] = ['classIndices', 'binaryLabels', 'multiLabels', 'oneHot'];
const SCORES: readonly Kind[] = ['distributions', 'positive', 'percentages', 'counts', 'logits', 'scores'];

/**
 * Two arrays as target and prediction: by what they are called, else labels before scores, else in the order of the
 * document. Where that is not the document's order, a remark says so.
 */
export function inOrder(first: Operand, second: Operand): Pair {
  const why = reasonToSwap(first, second);
  const [target, prediction] = why === null ? [first, second] : [second, first];
  const pair = { target, prediction, fromLogits: isLogits(prediction.key ?? '') };
  return why === null ? pair : withOrder(pair, `the second of the two is taken as the target, ${why}`);
}

function reasonToSwap(first: Operand, second: Operand): string | null {
  const [one, other] = [first, second].map(({ key }) => (key === null ? null : nameOf(key)));
  if (one && other && first.key !== second.key) {
    const isTruth = one.letter === 'q' && other.letter === 'p';
    if (isTruth || (one.role === 'prediction' && other.role === 'target')) return `by its name ${second.key}`;
    if (one.role === 'target' && other.role === 'prediction') return null;
  }
  const isMeant = isLabelled(second, first) && !isLabelled(first, second);
  return isMeant ? 'as it holds labels and the first holds scores' : null;
}

/** Whether the two are read as labels and scores of them; a single one-hot row is as well a sure prediction. */
function isLabelled(target: Operand, prediction: Operand): boolean {
  if ([target, prediction].every(isOneDistribution)) return false;
  const reading = readingsOf(target, prediction).at(0);
  return reading !== undefined && LABELS.includes(reading.target) && SCORES.includes(reading.prediction);
}

const isOneDistribution = ({ tensor: { shape, data } }: Operand): boolean =>
  shape.length === 1 && isDistribution(data, data.length);

const withOrder = (pair: Pair, message: string): Pair => ({
  ...pair,
  target: { ...pair.target, remarks: [...pair.target.remarks, { code: 'order', message, range: pair.target.range }] },
});

/** Remarks on pairs that were not taken. */
export function otherPairs(pairs: readonly FoundPair[]): Remark[] {
  const shown = pairs.slice(0, 3).map(({ target, prediction }) => ({
    code: 'otherPair',
    message: `${target.key.text} with ${prediction.key.text} is a pair too`,
    range: { start: prediction.start, end: prediction.end },
  }));
  const more = pairs.length - shown.length;
  if (more > 0) shown.push({ ...shown[2], message: `and ${more} more` });
  return shown;
}
