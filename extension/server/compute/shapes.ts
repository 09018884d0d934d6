import { CoreError, counted, type Measure, type MeasureOptions, tuple } from '@surprisal/core';
import { sameShape } from '../meaning/readings.js';
import { Misplaced } from './misplaced.js';
import type { Operand } from './operand.js';

type Shape = readonly number[];

/** `an array of shape (2, 3)`, as every message has it. */
export const shapeText = (shape: Shape): string =>
  shape.length === 0 ? 'a single number' : `an array of shape ${tuple(shape)}`;

/**
 * An operand whose shape does not go with another's: both shapes, both places and what was expected. Nothing is padded,
 * flattened or repeated to make two shapes one; every command that reads more than one array comes by here.
 */
function misfit(found: Operand, other: Operand, expected: string, argument?: string): Misplaced {
  const error = new CoreError('shape', shapeText(found.tensor.shape), expected, { argument });
  return new Misplaced(error, found.range, other.range);
}

/** Throws unless all have the shape of the first, as the rows of a batch do. */
export function checkAlike([first, ...others]: readonly Operand[]): void {
  const { shape } = first.tensor;
  for (const other of others)
    if (!sameShape(other.tensor.shape, shape)) throw misfit(other, first, `${shapeText(shape)}, as the first one is`);
}

/** Throws unless a measure of two arguments can read both: one shape, or a class index for each row of the prediction. */
export function checkPair(measure: Measure, target: Operand, prediction: Operand, options: MeasureOptions): void {
  const [ours, theirs] = [target.tensor.shape, prediction.tensor.shape];
  const [first, second] = measure.arguments;
  if (measure.domain === 'labels') return checkLabels(target, prediction, measure.arguments);
  if (sameShape(ours, theirs) || (options.cost ?? null) !== null) return;
  const expected = `${shapeText(theirs)}, as the ${second} is`;
  if (measure.domain !== 'classes' || theirs.length === 0) throw misfit(target, prediction, expected, first);
  const axis = typeof options.axis === 'number' ? options.axis : -1;
  const rows = theirs.filter((_, i) => i !== (axis < 0 ? axis + theirs.length : axis));
  if (!sameShape(ours, rows))
    throw misfit(target, prediction, `${expected}, or a class index a row: ${shapeText(rows)}`, first);
}

/** Throws unless each is one label an item, as many as in the other. */
export function checkLabels(target: Operand, prediction: Operand, [first, second]: Measure['arguments']): void {
  const [ours, theirs] = [target.tensor.shape, prediction.tensor.shape];
  if (ours.length === 1 && sameShape(ours, theirs)) return;
  throw misfit(target, prediction, `one label an item, as many as in the ${second}: ${shapeText(theirs)}`, first);
}

/** Throws unless the truth is one distribution, and each of many predictions another of as many numbers. */
export function checkMany(truth: Operand, many: Operand, predictions: Shape): void {
  const { shape } = truth.tensor;
  if (shape.length !== 1 || shape[0] === 0)
    throw misfit(truth, many, `one distribution as the truth, beside ${shapeText(many.tensor.shape)}`);
  if (!sameShape(predictions, shape))
    throw misfit(many, truth, `predictions of ${counted(shape[0], 'number')}, as the truth is: ${shapeText(shape)}`);
}
