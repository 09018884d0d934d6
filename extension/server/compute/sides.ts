import {
  CoreError,
  type Evaluation,
  evaluate,
  type Measure,
  type MeasureOptions,
  type NumericArray,
  SUM_TOLERANCE,
  type TextRange,
} from '@surprisal/core';
import type { MeasureAnswer, Remark, Side } from '../../protocol/answers.js';
import type { Kind } from '../../protocol/reading.js';
import { valueOrNull } from '../valueOrNull.js';
import { Misplaced } from './misplaced.js';
import type { Operand, Pair } from './operand.js';
import { checkPair } from './shapes.js';

export const takesTwo = ({ arguments: names }: Measure): boolean => names.length === 2;

export const hasOption = ({ options }: Measure, name: string): boolean =>
  options.some((option) => option.name === name);

/** Evaluates a measure on a pair, or on its prediction alone where it takes one argument. */
export function run(measure: Measure, { target, prediction }: Pair, options: MeasureOptions): Evaluation {
  if (!takesTwo(measure)) return evaluate(measure.id, prediction.tensor, null, options);
  checkPair(measure, target, prediction, options);
  return evaluate(measure.id, target.tensor, prediction.tensor, options);
}

/** Gives an error of the mathematics its place in the document. */
export function placed<T>(pair: Pair, measure: Measure, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new Misplaced(error, rangeOf(pair, measure, error.place));
  }
}

function rangeOf(pair: Pair, measure: Measure, { argument, path }: CoreError['place']): TextRange | null {
  const [first, second] = measure.arguments;
  const operand = argument === second || !takesTwo(measure) ? pair.prediction : argument === first ? pair.target : null;
  if (!operand) return null;
  return path?.length ? operand.rangeAt(path) : operand.range;
}

/** Does the same where one array alone was read. */
export function placedIn<T>({ range, rangeAt }: Operand, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new Misplaced(error, error.place.path?.length ? rangeAt(error.place.path) : range);
  }
}

/** What was noticed in reading, then what the mathematics warns of. */
export const remarksOf = (pair: Pair, measure: Measure, { warnings }: Evaluation): Remark[] => [
  ...readingRemarks(takesTwo(measure) ? [pair.target, pair.prediction] : [pair.prediction]),
  ...warnings.map(({ code, message, place }) => ({ code, message, range: rangeOf(pair, measure, place) })),
];

export const readingRemarks = (operands: readonly Operand[]): Remark[] => operands.flatMap(({ remarks }) => remarks);

export function sideOf(operand: Operand, role: Side['role'], kind: Kind | null = null): Side {
  const { tensor, range, key } = operand;
  const unnormalised = role === 'probabilities' ? missing(operand) : null;
  return { ...plainSide(range, key, tensor.shape), role, kind, unnormalised };
}

/** A side of which nothing is known but its place and shape. */
export const plainSide = ({ start, end }: TextRange, key: string | null, shape: readonly number[]): Side => ({
  range: { start, end },
  key,
  shape,
  role: 'numbers',
  kind: null,
  unnormalised: null,
});

/** Rows whose sum misses 1, and the place of the first. */
function missing({ tensor, rangeAt }: Operand): Side['unnormalised'] {
  const { data, shape } = tensor;
  const classes = shape.at(-1) ?? 0;
  const found = { rows: 0, least: Infinity, greatest: -Infinity };
  let first = -1;
  for (let at = 0; at < data.length && classes > 0; at += classes) {
    const sum = sumOf(data, at, classes);
    if (Math.abs(sum - 1) <= SUM_TOLERANCE) continue;
    if (found.rows++ === 0) first = at / classes;
    found.least = Math.min(found.least, sum);
    found.greatest = Math.max(found.greatest, sum);
  }
  if (found.rows === 0) return null;
  return { ...found, first: rangeAt(shape.length > 1 ? unflatten(shape.slice(0, -1), first) : []) };
}

function sumOf(data: NumericArray, from: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += data[from + k];
  return sum;
}

/** Start and end of each item, one after the other. */
export function rangesOf(operand: Operand, total: number, itemShape: readonly number[]): Float64Array {
  const ranges = new Float64Array(total * 2);
  for (let i = 0; i < total; i++) {
    const { start, end } = operand.rangeAt(unflatten(itemShape, i));
    ranges[i * 2] = start;
    ranges[i * 2 + 1] = end;
  }
  return ranges;
}

export function unflatten(shape: readonly number[], index: number): number[] {
  const path = Array.from(shape, () => 0);
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis--) {
    path[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return path;
}

/** H(p, q) = H(p) + KL(p, q): the target's own entropy, and KL, which is infinite where an epsilon keeps H(p, q) finite. */
export function partsOf({ target, prediction }: Pair): MeasureAnswer['parts'] {
  return valueOrNull(() => {
    const entropy = evaluate('entropy', target.tensor).value;
    const divergence = evaluate('klDivergence', target.tensor, prediction.tensor).value;
    return entropy === null || divergence === null ? null : { entropy, divergence };
  });
}
