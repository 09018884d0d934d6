import {
  ArrayIndex,
  CoreError,
  counted,
  type FoundArray,
  grouped,
  type KeyedArray,
  limits,
  type TextRange,
  tuple,
} from '@surprisal/core';
import type { Question, Remark } from '../../protocol/compute.js';
import { arrayAt } from '../meaning/arrayAt.js';
import { thoseThatFit } from '../meaning/fit.js';
import { isTarget, nameOf } from '../meaning/names.js';
import { byContainer, type FoundPair, pairsAmong, pairsAt, standsOn } from '../meaning/pairs.js';
import { valuesOf } from '../meaning/readings.js';
import { Misplaced } from './misplaced.js';
import { columnAround, printedPair, selectedTable } from './printed.js';
import { type Operand, read, rowsOf, stack } from './operand.js';
import { inOrder, told } from './order.js';

/** What two arguments a measure is given. */
export interface Pair {
  target: Operand;
  prediction: Operand;
  /** The prediction's key says logits. */
  fromLogits: boolean;
}

export type Where = Pick<Question, 'source' | 'fromDisk' | 'syntax' | 'selections' | 'caret' | 'pair'>;

/** Target and prediction: two selections, an object by its keys, two rows, or what surrounds the caret. */
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
  const selections = where.pair ? [where.pair.target, where.pair.prediction] : where.selections;
  const selected = selections.reduce((length, { start, end }) => length + end - start, 0);
  const most = where.fromDisk ? limits.text : limits.selection;
  if (selected <= most) return;
  const found = new CoreError('limit', `a selection of ${counted(selected, 'character')}`, `at most ${grouped(most)}`);
  throw new Misplaced(found, selections[0] ?? null);
}

const expectedTwo = (found: string, range: TextRange): Misplaced =>
  new Misplaced(new CoreError('shape', found, 'two: a target and a prediction'), range);

const sizeOf = ({ tensor }: Operand): string =>
  tensor.shape.length ? `one array of shape ${tuple(tensor.shape)}` : 'a single number';

/** A selection that is one array, or that holds one behind its key. */
export function readOne(where: Where, range: TextRange): Operand {
  const table = selectedTable(where.source, range);
  if (table) return table;
  const arrays = startsArray(where.source, range) ? [] : arraysIn(where, range);
  return arrays.length === 1 ? arrays[0] : readSelected(where, range);
}

/** All that is selected as one array; brackets that are not closed in it are said to be the matter. */
function readSelected(where: Where, range: TextRange): Operand {
  try {
    return read(where, range, null);
  } catch (error) {
    const open = error instanceof CoreError && error.code === 'syntax' ? openAtEnd(where.source, range) : 0;
    if (open === 0) throw error;
    const found = `the selection ends ${open < 0 ? 'outside' : 'inside'} its brackets`;
    throw new Misplaced(new CoreError('syntax', found, 'an array with both of its brackets'), range);
  }
}

/** Brackets that are open at the end of a part of the text; below 0 where it closes some that it does not open. */
function openAtEnd(source: string, { start, end }: TextRange): number {
  let open = 0;
  for (let at = start; at < end; at++) {
    const mark = source.charAt(at);
    if ('[({'.includes(mark)) open++;
    else if ('])}'.includes(mark) && --open < 0) return open;
  }
  return open;
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
  const { source, syntax } = where;
  const left: Remark[] = [];
  const pairs = byContainer(keyedIn(where, range, isTarget)).flatMap((arrays) => {
    const all = pairsAmong(arrays, source, syntax).sort((a, b) => b.likeness - a.likeness);
    const [first] = thoseThatFit(all, source, syntax);
    if (!first) {
      const half = arrays.find(({ key, isNumber }) => !isNumber && nameOf(key.text)?.strong);
      if (half) left.push(leftOut(half.key.text, half, 'nothing beside it is the other half of a pair'));
      return [];
    }
    // Names that are given again are a batch; other names are other pairs.
    const isAnother = ({ target, prediction }: FoundPair): boolean =>
      target.key.text !== first.target.key.text || prediction.key.text !== first.prediction.key.text;
    left.push(...told(all.filter(isAnother)));
    return all.filter((pair) => !isAnother(pair)).map((pair) => readPair(where, pair));
  });
  const [first, ...others] = pairs;
  return first ? [withRemarks(first, left), ...others] : [];
}

const withRemarks = (pair: Pair, remarks: readonly Remark[]): Pair => ({
  ...pair,
  prediction: { ...pair.prediction, remarks: [...pair.prediction.remarks, ...remarks] },
});

/** What is told of an array that was not read with the others. */
export const leftOut = (name: string, { start, end }: TextRange, why: string): Remark => ({
  code: 'leftOut',
  message: `${name} is left out: ${why}`,
  range: { start, end },
});

export const readFound = (where: Where, found: FoundArray): Operand =>
  read(where, { start: found.start, end: found.end }, found.key?.text ?? null);

/** An array or a number that was found before, with its key. */
function readAt(where: Where, range: TextRange): Operand {
  const index = new ArrayIndex(where.source, where.syntax);
  const found = index.siblings(range.start, isTarget).find(({ start }) => start === range.start);
  return read(where, range, (found ?? index.find(range.start + 1))?.key?.text ?? null);
}

function arrayAround(where: Where, offset: number): Operand {
  const column = columnAround(where.source, offset);
  if (column) return column;
  const meant = arrayAt(new ArrayIndex(where.source, where.syntax), offset);
  if (meant) return readFound(where, meant.found);
  throw new Misplaced(new CoreError('syntax', 'no array at the caret', 'an array of numbers around it'), {
    start: offset,
    end: offset,
  });
}

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

/** The array around a caret with all that it is a row of. */
export function wholeAround(where: Where, caret: number): Operand | null {
  const found = new ArrayIndex(where.source, where.syntax).outermost(caret);
  return found && readFound(where, found);
}

/**
 * The target and the prediction of the scope around an offset, by their keys. Where several go together the caret says
 * which are meant, and of the others it is told; an array of a script that is no side of a pair means itself.
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
  return withRemarks(readPair(where, first), told(others));
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
