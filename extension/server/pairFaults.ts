import { type Tensor, tuple } from '@surprisal/core';
import { faultsOfRows } from './distributionFaults.js';
import { sameShape } from './meaning/readings.js';
import { isDistribution } from './meaning/rounding.js';
import type { Fault, ReadArray } from './readArray.js';

interface PredictionFacts {
  /** Whether the name of the prediction says logits. */
  logits: boolean;
  /** Whether the prediction was already checked by its own key. */
  checked: boolean;
}

/** Whether a target holds a whole number for each number of a prediction, as labels of items or detections do. */
export const labelsEach = (target: ReadArray, prediction: ReadArray): boolean =>
  target.tensor.shape.length === 1 && sameShape(target.tensor.shape, prediction.tensor.shape) && whole(target);

/**
 * Finds the faults of a target and a prediction together: unlike shapes, an index outside the classes, wrong sums, and
 * zeros for possible classes. It reports them only if the kind of both is certain: the target holds class indices or
 * distributions, the prediction distributions or, by its name, logits.
 */
export function faultsOfPair(target: ReadArray, prediction: ReadArray, { logits, checked }: PredictionFacts): Fault[] {
  const [t, p] = [target.tensor.shape, prediction.tensor.shape];
  const rows = logits || isSoft(prediction);
  if (sameShape(t, p.slice(0, -1)) && p.length > 0) {
    const indices = rows ? classIndices(target, prediction) : null;
    if (indices) return indices;
    return logits || checked || !isIndices(target) ? [] : faultsOfRows(prediction, 'paired');
  }
  if (!sameShape(t, p)) return isUnlike(target, prediction, rows) ? [unlike(target, prediction)] : [];
  if (logits || labelsEach(target, prediction)) return [];
  if (!isDistribution(target.tensor.data, t.at(-1) ?? 0)) return [];
  const faults = checked ? [] : faultsOfRows(prediction, 'paired');
  return faults.length || (whole(target) && whole(prediction)) ? faults : zeros(target, prediction);
}

const every = ({ tensor: { data } }: ReadArray, test: (x: number) => boolean): boolean => {
  for (let i = 0; i < data.length; i++) if (!test(data[i])) return false;
  return true;
};
const whole = (read: ReadArray): boolean => every(read, Number.isInteger);

/** Indices that frameworks ignore. */
const IGNORED = new Set([-1, -100]);
const isIndices = (read: ReadArray): boolean => every(read, (x) => Number.isInteger(x) && (x >= 0 || IGNORED.has(x)));
/** Whether the rows sum to 1 and are not one-hot labels. */
const isSoft = (read: ReadArray): boolean => isRows(read.tensor) && !whole(read);
const isRows = ({ shape, data }: Tensor): boolean => isDistribution(data, shape.at(-1) ?? 0);

/**
 * Whether unlike shapes are a fault: the numbers of rows differ, or the target holds distributions and the prediction
 * indices. These are no faults: indices beside a single row, which may be the set of its labels; indices in a column of
 * one, as in Keras; and classes on the second axis, as in PyTorch.
 */
function isUnlike(target: ReadArray, prediction: ReadArray, rows: boolean): boolean {
  const [t, p] = [target.tensor.shape, prediction.tensor.shape];
  const known = sameShape(t, [...p.slice(0, -1), 1]) || (p.length > 2 && sameShape(t, [p[0], ...p.slice(2)]));
  if (rows) return isSoft(target) || (t.length > 0 && p.length > 1 && !known && isIndices(target));
  return isSoft(target) && sameShape(p, t.slice(0, -1)) && isIndices(prediction);
}

function unlike({ tensor: { shape: t } }: ReadArray, { tensor: { shape: p }, found }: ReadArray): Fault {
  const { start, end } = found;
  const fixes: Fault['fixes'] = sameShape(p, t.slice(0, -1)) ? ['swap'] : [];
  return { code: 'shape', start, end, array: found, found: tuple(p), expected: tuple(t), fixes };
}

/** Finds the indices outside the classes; gives null if the target does not hold indices. */
function classIndices(target: ReadArray, prediction: ReadArray): Fault[] | null {
  const classes = prediction.tensor.shape.at(-1)!;
  if (classes < 2 || !whole(target)) return null;
  const { data } = target.tensor;
  const outside = Array.from(data.keys()).filter((i) => !IGNORED.has(data[i]) && (data[i] < 0 || data[i] >= classes));
  const [first] = outside;
  if (first === undefined || outside.length > data.length / 2) return null;
  const place = { ...target.rangeOf(first), array: target.found, more: outside.length - 1 };
  return [{ ...place, code: 'classRange', found: String(data[first]), expected: String(classes - 1), fixes: [] }];
}

/** Finds predictions of exactly 0 for classes that the target holds possible, whose loss is infinite. */
function zeros(target: ReadArray, prediction: ReadArray): Fault[] {
  const [t, q] = [target.tensor.data, prediction.tensor.data];
  const at = Array.from(q.keys()).filter((i) => q[i] === 0 && t[i] > 0);
  const [first] = at;
  if (first === undefined) return [];
  const place = { ...prediction.rangeOf(first), array: prediction.found, more: at.length - 1 };
  return [{ ...place, code: 'zero', found: '0', expected: String(t[first]), fixes: ['smooth'] }];
}
