import { ArrayIndex, compareVectors, CoreError, counted, type Extreme, type FoundArray } from '@surprisal/core';
import type { PlacedDifference, VectorsAnswer } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { Misplaced } from './misplaced.js';
import { type Operand, rowsOf } from './operand.js';
import { arraysIn, checkSize, readFound, readOne, startsArray } from './operands.js';
import { checkAlike, shapeText } from './shapes.js';
import { readingRemarks, sideOf, unflatten } from './sides.js';

/** Two arrays of one shape beside each other. */
export function answerVectors(question: Question): VectorsAnswer {
  const found = twoOf(question);
  const [a, b] = question.swapped ? [found[1], found[0]] : found;
  checkAlike([b, a]);
  const { shape } = a.tensor;
  const { absolute, relative, first, ...rest } = compareVectors(a.tensor, b.tensor);
  const placed = (at: Extreme | null): PlacedDifference | null =>
    at && {
      value: at.value,
      path: unflatten(shape, at.index),
      numbers: [a.tensor.data[at.index], b.tensor.data[at.index]],
      ranges: [a.elementAt(at.index), b.elementAt(at.index)],
    };
  return {
    kind: 'vectors',
    ...rest,
    sides: [sideOf(a, 'numbers'), sideOf(b, 'numbers')],
    absolute: placed(absolute),
    relative: placed(relative),
    first: placed(first < 0 ? null : { index: first, value: Math.abs(a.tensor.data[first] - b.tensor.data[first]) }),
    remarks: readingRemarks([a, b]),
  };
}

/** Two selections; the two arrays or rows of one; or at a caret the array there and the only other of its shape beside it. */
function twoOf(question: Question): [Operand, Operand] {
  const { source, selections, caret } = question;
  checkSize(question);
  if (selections.length === 2) return [readOne(question, selections[0]), readOne(question, selections[1])];
  if (selections.length > 2) throw expectedTwo(counted(selections.length, 'selection'), selections[2]);
  const [range] = selections;
  if (!range) return besideCaret(question, caret);
  const arrays = startsArray(source, range) ? [] : arraysIn(question, range);
  const both = arrays.length === 0 ? rowsOf(readOne(question, range)) : arrays;
  if (both.length === 2) return [both[0], both[1]];
  throw expectedTwo(both.length === 1 ? shapeText(both[0].tensor.shape) : counted(both.length, 'array'), range);
}

const PAIRS = [/^(.*?)_?(?:a|1|0)$/i, /^(.*?)_?(?:b|2|1)$/i] as const;

function besideCaret(question: Question, caret: number): [Operand, Operand] {
  const index = new ArrayIndex(question.source, question.syntax);
  const at = index.outermost(caret) ?? index.find(caret);
  const around = index.siblings(at?.start ?? caret).filter(({ isNumber, inside }) => !isNumber && inside === Infinity);
  const chosen = around.length === 2 ? around : at?.key ? namedLike(at, around) : [];
  if (chosen.length === 2) return [readFound(question, chosen[0]), readFound(question, chosen[1])];
  const rows = at ? rowsOf(readFound(question, at)) : [];
  if (rows.length === 2) return [rows[0], rows[1]];
  const found = at ? `one array at the caret, and ${around.length} beside one another there` : 'no array at the caret';
  throw expectedTwo(found, at ?? { start: caret, end: caret });
}

/** Of several beside one another the two whose names differ by `a` and `b`, or by `1` and `2`. */
function namedLike<A extends FoundArray>(at: FoundArray, around: readonly A[]): A[] {
  const stems = PAIRS.map((pattern) => pattern.exec(at.key?.text ?? '')?.[1]);
  return around.filter(
    ({ start, key }) =>
      start === at.start ||
      PAIRS.some((pattern, i) => stems[1 - i] !== undefined && pattern.exec(key?.text ?? '')?.[1] === stems[1 - i]),
  );
}

const expectedTwo = (found: string, { start, end }: { start: number; end: number }): Misplaced =>
  new Misplaced(new CoreError('shape', found, 'two arrays of one shape: select both with two cursors'), { start, end });
