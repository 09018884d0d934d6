import { ArrayIndex, CoreError, type FoundArray, type KeyedArray, limits, type TextRange } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';
import { byContainer, findPair, type FoundPair, isTarget, pairAmong, pairKeys } from '../findPair.js';
import { Misplaced, type Operand, read, rowsOf, stack } from './operand.js';

/** What two arguments a measure is given. */
export interface Pair {
  target: Operand;
  prediction: Operand;
  /** The prediction's key says logits. */
  fromLogits: boolean;
}

type Where = Pick<Question, 'source' | 'fromDisk' | 'syntax' | 'selections' | 'caret'>;

/** Target and prediction: two selections in document order, an object by its keys, two rows, or what surrounds the caret. */
export function pairOf(question: Question): Pair {
  const pair = selectedPair(question);
  return question.swapped ? { ...pair, target: pair.prediction, prediction: pair.target } : pair;
}

function selectedPair(where: Where): Pair {
  const { source, selections, caret } = where;
  checkSize(where);
  if (selections.length === 0) {
    const keyed = pairAround(where, caret);
    if (keyed) return keyed;
    const found = arrayAround(where, caret);
    const rows = twoRows(found) ?? twoRows(parentOf(where, found));
    if (rows) return rows;
    throw expectedTwo(`one array of ${sizeOf(found)}`, found.range);
  }
  if (selections.length === 1) {
    const [range] = selections;
    const keyed = pairsIn(where, range);
    if (keyed.length > 0) return keyed.length === 1 ? keyed[0] : stackPairs(keyed);
    const arrays = startsArray(source, range) ? [] : arraysIn(where, range);
    if (arrays.length === 2) return inOrder(arrays[0], arrays[1]);
    const all = read(where, range, null);
    const rows = twoRows(all);
    if (rows) return rows;
    throw expectedTwo(`one array of ${sizeOf(all)}`, range);
  }
  const pairs = selections.map((range) => (startsObject(source, range) ? pairsIn(where, range) : []));
  if (pairs.every(({ length }) => length > 0)) return stackPairs(pairs.flat());
  if (selections.length === 2) {
    const [first, second] = selections.map((range) => readOne(where, range));
    return inOrder(first, second);
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

/** One truth and many predictions, one a row. */
export interface TruthAndMany {
  truth: Operand;
  many: Operand;
  /** What each prediction is called. */
  names: string[];
}

/**
 * The first of what is selected is the truth, and the others are predictions: selections, a vector and a matrix,
 * rows of one matrix, or the arrays that stand beside one another in the object around the caret.
 */
export function truthAndMany(where: Where): TruthAndMany {
  checkSize(where);
  const parts = severalOf(where);
  const [truth, ...rest] = parts;
  if (!truth || rest.length === 0)
    throw expectedMany(
      `${parts.length} arrays`,
      where.selections[0] ?? truth?.range ?? { start: where.caret, end: where.caret },
    );
  const [only] = rest;
  if (rest.length === 1 && only.tensor.shape.length === 2) {
    const names = Array.from({ length: only.tensor.shape[0] }, (_, row) => String(row + 1));
    return { truth, many: only, names };
  }
  return { truth, many: stack(rest), names: rest.map(({ key }, i) => key ?? String(i + 1)) };
}

function severalOf(where: Where): Operand[] {
  const { source, syntax, selections, caret } = where;
  if (selections.length > 1) return selections.map((range) => readOne(where, range));
  if (selections.length === 1 && !startsObject(source, selections[0])) {
    const arrays = startsArray(source, selections[0]) ? [] : arraysIn(where, selections[0]);
    return arrays.length > 1 ? arrays : rowsOf(readOne(where, selections[0]));
  }
  const at = selections.length === 1 ? source.indexOf('{', selections[0].start) + 1 : caret;
  const index = new ArrayIndex(source, syntax);
  const siblings = numeric(where, index.siblings(at));
  const [first] = siblings;
  const alike = siblings.filter(({ tensor }) => tensor.shape.join() === first.tensor.shape.join());
  if (first && first.tensor.shape.length === 1 && alike.length > 1) return alike;
  const outer = index.outermost(at);
  return outer ? rowsOf(readFound(where, outer)) : alike;
}

/** Those that hold numbers. */
function numeric(where: Where, arrays: readonly FoundArray[]): Operand[] {
  return arrays.flatMap((found) => {
    try {
      return [readFound(where, found)];
    } catch (error) {
      if (error instanceof CoreError) return [];
      throw error;
    }
  });
}

const expectedMany = (found: string, range: TextRange): Misplaced =>
  new Misplaced(new CoreError('shape', found, 'one truth and at least one prediction'), range);

function checkSize(where: Where): void {
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
function readOne(where: Where, range: TextRange): Operand {
  const arrays = startsArray(where.source, range) ? [] : arraysIn(where, range);
  return arrays.length === 1 ? arrays[0] : read(where, range, null);
}

/** The arrays that stand in a selection beside one another, each with its key. */
function arraysIn(where: Where, range: TextRange): Operand[] {
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

/** The pairs of all objects in a selection: one object, lines of them, or a list. */
function pairsIn(where: Where, range: TextRange): Pair[] {
  return byContainer(keyedIn(where, range, isTarget)).flatMap((arrays) => {
    const found = pairAmong(arrays);
    return found ? [readPair(where, found)] : [];
  });
}

const readFound = (where: Where, found: FoundArray): Operand =>
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

const startsObject = (source: string, range: TextRange): boolean => firstOf(source, range) === '{';
const startsArray = (source: string, range: TextRange): boolean => firstOf(source, range) === '[';

function firstOf(source: string, { start, end }: TextRange): string {
  let at = start;
  while (at < end && source.charCodeAt(at) <= 32) at++;
  return at < end ? source.charAt(at) : '';
}

function stackPairs(pairs: readonly Pair[]): Pair {
  return {
    target: stack(pairs.map(({ target }) => target)),
    prediction: stack(pairs.map(({ prediction }) => prediction)),
    fromLogits: pairs.every(({ fromLogits }) => fromLogits),
  };
}
