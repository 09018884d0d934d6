import { ArrayIndex, CoreError, type FoundArray, type KeyedArray, limits, type TextRange } from '@surprisal/core';
import type { Question, Remark } from '../../protocol/compute.js';
import { byContainer, findPair, type FoundPair, isTarget, pairAmong, pairKeys } from '../findPair.js';
import { Misplaced } from './misplaced.js';
import { type Operand, read, rowsOf, stack } from './operand.js';

/** What two arguments a measure is given. */
export interface Pair {
  target: Operand;
  prediction: Operand;
  /** The prediction's key says logits. */
  fromLogits: boolean;
}

export type Where = Pick<Question, 'source' | 'fromDisk' | 'syntax' | 'selections' | 'caret'>;

/** Target and prediction: two selections in document order, an object by its keys, two rows, or what surrounds the caret. */
export function pairOf(question: Question): Pair {
  const pairs = pairsOf(question);
  return pairs.length === 1 ? pairs[0] : stackPairs(pairs);
}

/** The same, of several objects each by itself. */
export function pairsOf(question: Question): Pair[] {
  const pairs = selectedPairs(question);
  if (!question.swapped) return pairs;
  return pairs.map((pair) => ({ ...pair, target: pair.prediction, prediction: pair.target }));
}

function selectedPairs(where: Where): Pair[] {
  const { source, selections, caret } = where;
  checkSize(where);
  if (selections.length === 0) {
    const keyed = pairAround(where, caret);
    if (keyed) return [keyed];
    const found = arrayAround(where, caret);
    const rows = twoRows(found) ?? twoRows(parentOf(where, found));
    if (rows) return [rows];
    throw expectedTwo(`one array of ${sizeOf(found)}`, found.range);
  }
  if (selections.length === 1) {
    const [range] = selections;
    const keyed = pairsIn(where, range);
    if (keyed.length > 0) return keyed;
    const arrays = startsArray(source, range) ? [] : arraysIn(where, range);
    if (arrays.length === 2) return [inOrder(arrays[0], arrays[1])];
    const all = read(where, range, null);
    const rows = twoRows(all);
    if (rows) return [rows];
    throw expectedTwo(`one array of ${sizeOf(all)}`, range);
  }
  const pairs = selections.map((range) => (startsObject(source, range) ? pairsIn(where, range) : []));
  if (pairs.every(({ length }) => length > 0)) return pairs.flat();
  if (selections.length === 2) {
    const [first, second] = selections.map((range) => readOne(where, range));
    return [inOrder(first, second)];
  }
  throw expectedTwo(`${selections.length} selections`, selections[2]);
}

/** The document's order, and the second one's key says whether it is logits. */
const inOrder = (target: Operand, prediction: Operand): Pair => ({
  target,
  prediction,
  fromLogits: pairKeys.logits.test(prediction.key ?? ''),
});

/** The one array that a measure of a single argument takes; selections of equal shape are a batch. */
export function operandOf(where: Where): Operand {
  const { selections, caret } = where;
  checkSize(where);
  if (selections.length === 0) return arrayAround(where, caret);
  if (selections.length === 1) return readOne(where, selections[0]);
  return stack(selections.map((range) => readOne(where, range)));
}

/** Each selection by itself, or the array around the caret. */
export function operandsOf(where: Where): Operand[] {
  const { selections, caret } = where;
  checkSize(where);
  return selections.length === 0 ? [arrayAround(where, caret)] : selections.map((range) => readOne(where, range));
}

export function checkSize(where: Where): void {
  const { selections } = where;
  const selected = selections.reduce((length, { start, end }) => length + end - start, 0);
  const most = where.fromDisk ? limits.text : limits.selection;
  if (selected <= most) return;
  const found = new CoreError('limit', `a selection of ${selected} characters`, `at most ${most}`);
  throw new Misplaced(found, selections[0] ?? null);
}

const expectedTwo = (found: string, range: TextRange): Misplaced =>
  new Misplaced(new CoreError('shape', found, 'two: a target and a prediction'), range);

const sizeOf = ({ tensor }: Operand): string =>
  tensor.shape.length ? `${tensor.shape.join(' × ')} numbers` : 'one number';

/** A selection that is one array, or that holds one behind its key. */
export function readOne(where: Where, range: TextRange): Operand {
  const arrays = startsArray(where.source, range) ? [] : arraysIn(where, range);
  return arrays.length === 1 ? arrays[0] : read(where, range, null);
}

/** The arrays that stand in a selection beside one another, each with its key. */
export function arraysIn(where: Where, range: TextRange): Operand[] {
  return keyedIn(where, range).map((array) => readFound(where, array));
}

/** Arrays with keys that lie in a selection, none inside another; and numbers, where these are wanted. */
function keyedIn({ source, syntax }: Where, { start, end }: TextRange, numbers?: typeof isTarget): KeyedArray[] {
  let last = start;
  return new ArrayIndex(source, syntax).keyed(start, end, numbers).filter((array) => {
    if (array.start < last) return false;
    last = array.end;
    return true;
  });
}

/** The pairs of all objects in a selection: one object, lines of them, or a list. Of an object with half a pair it is told. */
function pairsIn(where: Where, range: TextRange): Pair[] {
  const halves: Remark[] = [];
  const pairs = byContainer(keyedIn(where, range, isTarget)).flatMap((arrays) => {
    const found = pairAmong(arrays);
    if (found) return [readPair(where, found)];
    const half = arrays.find(({ key }) => pairKeys.target.test(key.text) || pairKeys.prediction.test(key.text));
    if (half) halves.push(leftOut(half.key.text, half, 'nothing beside it is the other half of a pair'));
    return [];
  });
  const [first] = pairs;
  if (first) first.prediction = { ...first.prediction, remarks: [...first.prediction.remarks, ...halves] };
  return pairs;
}

/** What is told of an array that was not read with the others. */
export const leftOut = (name: string, { start, end }: TextRange, why: string): Remark => ({
  code: 'leftOut',
  message: `${name} is left out: ${why}`,
  range: { start, end },
});

export const readFound = (where: Where, found: FoundArray): Operand =>
  read(where, { start: found.start, end: found.end }, found.key?.text ?? null);

function arrayAround(where: Where, offset: number): Operand {
  const found = new ArrayIndex(where.source, where.syntax).find(offset);
  if (found) return readFound(where, found);
  throw new Misplaced(new CoreError('syntax', 'no array at the caret', 'an array of numbers around it'), {
    start: offset,
    end: offset,
  });
}

/** The array that directly holds another. */
function parentOf(where: Where, { range }: Operand): Operand | null {
  const found = new ArrayIndex(where.source, where.syntax).enclosing(range.start, 2)[1];
  return found ? readFound(where, found) : null;
}

/** A matrix of two rows is a target and a prediction. */
function twoRows(matrix: Operand | null): Pair | null {
  if (!matrix || matrix.tensor.shape.length < 2 || matrix.tensor.shape[0] !== 2) return null;
  const [target, prediction] = rowsOf(matrix).map((row) => ({ ...row, key: matrix.key }));
  return { target, prediction, fromLogits: false };
}

/** The target and the prediction of the object around an offset, by their keys. */
function pairAround(where: Where, offset: number): Pair | null {
  const found = findPair(new ArrayIndex(where.source, where.syntax), offset);
  return found && readPair(where, found);
}

const readPair = (where: Where, { target, prediction, fromLogits }: FoundPair): Pair => ({
  target: readFound(where, target),
  prediction: readFound(where, prediction),
  fromLogits,
});

export const startsObject = (source: string, range: TextRange): boolean => firstOf(source, range) === '{';
export const startsArray = (source: string, range: TextRange): boolean => firstOf(source, range) === '[';

function firstOf(source: string, { start, end }: TextRange): string {
  let at = start;
  while (at < end && source.charCodeAt(at) <= 32) at++;
  return at < end ? source.charAt(at) : '';
}

function stackPairs(pairs: readonly Pair[]): Pair {
  const [first, ...others] = pairs as [Pair, ...Pair[]];
  const { fromLogits } = first;
  const kind = (logits: boolean): string => (logits ? 'logits' : 'probabilities');
  const unlike = others.find((pair) => pair.fromLogits !== fromLogits);
  if (unlike)
    throw new Misplaced(
      new CoreError('data', kind(!fromLogits), `${kind(fromLogits)}, as in the first object`),
      unlike.prediction.range,
      first.prediction.range,
    );
  return {
    target: stack(pairs.map(({ target }) => target)),
    prediction: stack(pairs.map(({ prediction }) => prediction)),
    fromLogits,
  };
}
