import {
  ArrayIndex,
  CoreError,
  counted,
  type FoundArray,
  grouped,
  type KeyedArray,
  limits,
  type TextRange,
} from '@surprisal/core';
import type { Remark } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { arrayAt } from '../meaning/arrayAt.js';
import { isTarget } from '../meaning/names.js';
import { Misplaced } from './misplaced.js';
import { firstIn, type Operand, read } from './operand.js';
import { columnAround, selectedTable } from './printed.js';
import { stack } from './stack.js';

/** What a question says of the text: the part of it that is needed to find arrays. */
export type Where = Pick<Question, 'source' | 'fromDisk' | 'syntax' | 'selections' | 'caret' | 'pair'>;

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

/** A selection that is one array, or that holds one behind its key. */
export function readOne(where: Where, range: TextRange): Operand {
  const table = selectedTable(where.source, range);
  if (table) return table;
  const arrays = startsArray(where.source, range) ? [] : arraysIn(where, range);
  return arrays.length === 1 ? arrays[0] : readSelected(where, range);
}

/** All that is selected as one array; brackets that are not closed in it are said to be the matter. */
export function readSelected(where: Where, range: TextRange): Operand {
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
export function keyedIn({ source, syntax }: Where, { start, end }: TextRange, numbers?: typeof isTarget): KeyedArray[] {
  let last = start;
  return new ArrayIndex(source, syntax).keyed(start, end, numbers).filter((array) => {
    if (array.start < last) return false;
    last = array.end;
    return true;
  });
}

/** A remark on an array that was not read with the others. */
export const leftOut = (name: string, { start, end }: TextRange, why: string): Remark => ({
  code: 'leftOut',
  message: `${name} is left out: ${why}`,
  range: { start, end },
});

export const readFound = (where: Where, found: FoundArray): Operand =>
  read(where, { start: found.start, end: found.end }, found.key?.text ?? null);

/** An array or a number that was found before, with its key. */
export function readAt(where: Where, range: TextRange): Operand {
  const index = new ArrayIndex(where.source, where.syntax);
  const found = index.siblings(range.start, isTarget).find(({ start }) => start === range.start);
  return read(where, range, (found ?? index.find(range.start + 1))?.key?.text ?? null);
}

export function arrayAround(where: Where, offset: number): Operand {
  const column = columnAround(where.source, offset);
  if (column) return column;
  const meant = arrayAt(new ArrayIndex(where.source, where.syntax), offset);
  if (meant) return readFound(where, meant.found);
  throw new Misplaced(new CoreError('syntax', 'no array at the caret', 'an array of numbers around it'), {
    start: offset,
    end: offset,
  });
}

/** The array around a caret with all that it is a row of. */
export function wholeAround(where: Where, caret: number): Operand | null {
  const found = new ArrayIndex(where.source, where.syntax).outermost(caret);
  return found && readFound(where, found);
}

const starts = (mark: string, source: string, range: TextRange): boolean => {
  const at = firstIn(source, range);
  return at < range.end && source.charAt(at) === mark;
};
export const startsObject = (source: string, range: TextRange): boolean => starts('{', source, range);
export const startsArray = (source: string, range: TextRange): boolean => starts('[', source, range);
