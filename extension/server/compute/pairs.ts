import { ArrayIndex, CoreError, counted, type FoundArray, type TextRange, tuple } from '@surprisal/core';
import type { Remark } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { fittingPairs } from '../meaning/fit.js';
import { isTarget, nameOf } from '../meaning/names.js';
import { byContainer, type FoundPair, pairsAmong, pairsAt, standsOn } from '../meaning/pairs.js';
import { valuesOf } from '../meaning/readings.js';
import { Misplaced } from './misplaced.js';
import { type Operand, type Pair, rowsOf } from './operand.js';
import {
  arrayAround,
  arraysIn,
  checkSize,
  keyedIn,
  leftOut,
  readAt,
  readFound,
  readOne,
  readSelected,
  startsArray,
  startsObject,
  type Where,
} from './operands.js';
import { inOrder, otherPairs } from './order.js';
import { printedPair } from './printed.js';
import { stackPairs } from './stack.js';

/** Target and prediction: two selections, an object by its keys, two rows, or what surrounds the caret. */
export function pairOf(question: Question): Pair {
  const pairs = pairsOf(question);
  return pairs.length === 1 ? pairs[0] : stackPairs(pairs);
}

/** The same, of several objects each by itself. */
export function pairsOf(question: Question): Pair[] {
  const known = listed?.deref();
  const pairs = known && isSame(known.where, question) ? known.pairs : readPairs(question);
  listed = question.ask.kind === 'readings' ? new WeakRef({ where: question, pairs }) : null;
  if (!question.swapped) return pairs;
  return pairs.map((pair) => ({ ...pair, target: pair.prediction, prediction: pair.target }));
}

/**
 * What a list of measures was made of: the measure that a person then chooses from it is most often of the same. Where
 * nobody chooses one, it keeps neither the text nor the numbers in memory.
 */
let listed: WeakRef<{ where: Where; pairs: Pair[] }> | null = null;

const isSame = (one: Where, other: Where): boolean =>
  one.source === other.source && JSON.stringify(placesOf(one)) === JSON.stringify(placesOf(other));

const placesOf = ({ fromDisk, syntax, selections, caret, pair }: Where): Omit<Where, 'source'> => ({
  fromDisk,
  syntax,
  selections,
  caret,
  pair,
});

function readPairs(where: Where): Pair[] {
  const { source, selections, caret, pair } = where;
  checkSize(where);
  if (pair) return [inOrder(readAt(where, pair.target), readAt(where, pair.prediction))];
  if (selections.length === 0) {
    const keyed = pairAround(where, caret);
    if (keyed) return [keyed];
    const found = arrayAround(where, caret);
    throw expectedTwo(sizeOf(found), found.range);
  }
  if (selections.length === 1) {
    const [range] = selections;
    const keyed = pairsIn(where, range);
    if (keyed.length > 0) return keyed;
    const arrays = startsArray(source, range) ? barePair(where, range) : arraysIn(where, range);
    if (arrays.length === 2) return [inOrder(arrays[0], arrays[1])];
    const all = readSelected(where, range);
    const rows = twoRows(all);
    if (rows) return [inOrder(...rows)];
    throw expectedTwo(sizeOf(all), range);
  }
  const pairs = selections.map((range) => (startsObject(source, range) ? pairsIn(where, range) : []));
  if (pairs.every(({ length }) => length > 0)) return pairs.flat();
  if (selections.length === 2) {
    const [first, second] = selections.map((range) => readOne(where, range));
    return [inOrder(first, second)];
  }
  throw expectedTwo(counted(selections.length, 'selection'), selections[2]);
}

const expectedTwo = (found: string, range: TextRange): Misplaced =>
  new Misplaced(new CoreError('shape', found, 'two: a target and a prediction'), range);

const sizeOf = ({ tensor }: Operand): string =>
  tensor.shape.length ? `one array of shape ${tuple(tensor.shape)}` : 'a single number';

/** The pairs of all objects in a selection: one object, lines of them, or a list. An object with half a pair gets a remark. */
function pairsIn(where: Where, range: TextRange): Pair[] {
  const { source, syntax } = where;
  const left: Remark[] = [];
  const pairs = byContainer(keyedIn(where, range, isTarget)).flatMap((arrays) => {
    const all = pairsAmong(arrays, source, syntax).sort((a, b) => b.likeness - a.likeness);
    const [first] = fittingPairs(all, source, syntax);
    if (!first) {
      const half = arrays.find(({ key, isNumber }) => !isNumber && nameOf(key.text)?.strong);
      if (half) left.push(leftOut(half.key.text, half, 'nothing beside it is the other half of a pair'));
      return [];
    }
    // Names that are given again are a batch; other names are other pairs.
    const isAnother = ({ target, prediction }: FoundPair): boolean =>
      target.key.text !== first.target.key.text || prediction.key.text !== first.prediction.key.text;
    left.push(...otherPairs(all.filter(isAnother)));
    return all.filter((pair) => !isAnother(pair)).map((pair) => readPair(where, pair));
  });
  const [first, ...others] = pairs;
  return first ? [withRemarks(first, left), ...others] : [];
}

const withRemarks = (pair: Pair, remarks: readonly Remark[]): Pair => ({
  ...pair,
  prediction: { ...pair.prediction, remarks: [...pair.prediction.remarks, ...remarks] },
});

/** Two arrays that stand in a selection one after the other, without keys, where there are no more. */
function barePair(where: Where, range: TextRange): Operand[] {
  const index = new ArrayIndex(where.source, where.syntax);
  const found: FoundArray[] = [];
  for (let at = range.start; found.length < 3;) {
    const next = where.source.indexOf('[', at);
    const array = next < 0 || next >= range.end ? null : index.outermost(next);
    if (!array || array.start < range.start || array.end > range.end) break;
    found.push(array);
    at = array.end;
  }
  return found.length === 2 ? found.map((array) => readFound(where, array)) : [];
}

/** The two rows of a matrix, or of lines of numbers. */
function twoRows(matrix: Operand): [Operand, Operand] | null {
  if (matrix.tensor.shape.length < 2 || matrix.tensor.shape[0] !== 2) return null;
  const [first, second] = rowsOf(matrix).map((row) => ({ ...row, key: matrix.key }));
  return [first, second];
}

/**
 * The target and the prediction of the scope around an offset, by their keys. Where several go together the caret says
 * which are meant, and remarks name the others; an array of a script that is no side of a pair means itself.
 */
function pairAround(where: Where, offset: number): Pair | null {
  const printed = printedPair(where.source, offset);
  if (printed) return inOrder(printed.target, printed.prediction);
  const index = new ArrayIndex(where.source, where.syntax);
  const [first, ...others] = pairsAt(index, offset);
  if (!first) return null;
  if (!standsOn(first, offset)) {
    if (first.prediction.container < 0 && index.find(offset)) return null;
    if (others.length > 0) throwUnlessAlike(where, [first, ...others], offset);
  }
  return withRemarks(readPair(where, first), otherPairs(others));
}

/** Several pairs around a caret that stands on none of them, of which a person chooses. */
export class SeveralPairs extends Misplaced {
  constructor(
    readonly pairs: readonly Pair[],
    offset: number,
  ) {
    const names = pairs.slice(0, 3).map(({ target, prediction }) => `${target.key} with ${prediction.key}`);
    const more = pairs.length > names.length ? `, and ${pairs.length - names.length} more` : '';
    const found = `${counted(pairs.length, 'pair')}: ${names.join(', ')}${more}`;
    super(new CoreError('data', found, 'the caret in an array of the pair'), { start: offset, end: offset });
  }
}

/** By how much logits and their rounded probabilities may part. */
const ALIKE = 1e-3;

/** Pairs that come to the same, as the logits and the probabilities of one record do, need no choice. */
function throwUnlessAlike(where: Where, found: readonly FoundPair[], offset: number): void {
  const pairs = found.map((pair) => readPair(where, pair));
  const values = pairs.map(({ target, prediction }) => valuesOf(target, prediction).at(0)?.value ?? NaN);
  if (!values.every((value) => Math.abs(value - values[0]) <= ALIKE * Math.max(1, values[0])))
    throw new SeveralPairs(pairs, offset);
}

function readPair(where: Where, { target, prediction, fromLogits, duplicate }: FoundPair): Pair {
  const pair = { target: readFound(where, target), prediction: readFound(where, prediction), fromLogits };
  if (duplicate === null) return pair;
  const twice = [target, prediction].find(({ key }) => key.text === duplicate) ?? target;
  const message = `${duplicate} stands twice, and the last was read`;
  return withRemarks(pair, [{ code: 'duplicateKey', message, range: { start: twice.start, end: twice.end } }]);
}
