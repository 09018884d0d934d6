import { ArrayIndex, CoreError, counted } from '@surprisal/core';
import type { Remark } from '../../protocol/answers.js';
import { Misplaced } from './misplaced.js';
import { type Operand, rowsOf } from './operand.js';
import { arraysIn, checkSize, leftOut, readFound, readOne, startsArray, startsObject, type Where } from './operands.js';
import { checkMany, shapeText } from './shapes.js';
import { stack } from './stack.js';

/** One truth and many predictions of its length, one a row. */
interface TruthAndMany {
  truth: Operand;
  many: Operand;
  /** What each prediction is called. */
  names: string[];
  /** Of arrays that stand beside these and were not read with them. */
  remarks: Remark[];
}

interface Several {
  parts: Operand[];
  remarks: Remark[];
}

/**
 * The first of what is selected is the truth, and the others are predictions: selections, a vector and a matrix,
 * rows of one matrix, or the arrays that stand beside one another in the object around the caret.
 */
export function truthAndMany(where: Where): TruthAndMany {
  checkSize(where);
  const { parts, remarks } = severalOf(where);
  const [truth, ...rest] = parts;
  if (!truth || rest.length === 0)
    throw new Misplaced(
      new CoreError('shape', counted(parts.length, 'array'), 'one truth and at least one prediction'),
      where.selections[0] ?? truth?.range ?? { start: where.caret, end: where.caret },
    );
  const [only] = rest;
  if (rest.length === 1 && only.tensor.shape.length === 2) {
    checkMany(truth, only, only.tensor.shape.slice(1));
    const names = Array.from({ length: only.tensor.shape[0] }, (_, row) => String(row + 1));
    return { truth, many: only, names, remarks };
  }
  for (const each of rest) checkMany(truth, each, each.tensor.shape);
  return { truth, many: stack(rest), names: rest.map(({ key }, i) => key ?? String(i + 1)), remarks };
}

function severalOf(where: Where): Several {
  const { source, syntax, selections, caret } = where;
  if (selections.length > 1) return all(selections.map((range) => readOne(where, range)));
  if (selections.length === 1 && !startsObject(source, selections[0])) {
    const arrays = startsArray(source, selections[0]) ? [] : arraysIn(where, selections[0]);
    return all(arrays.length > 1 ? arrays : rowsOf(readOne(where, selections[0])));
  }
  const at = selections.length === 1 ? source.indexOf('{', selections[0].start) + 1 : caret;
  const index = new ArrayIndex(source, syntax);
  const beside = siblingsOf(where, index, at);
  if (beside.parts.length > 1) {
    const alike = alikeOf(beside);
    if (alike.parts.length > 1) return alike;
  }
  const outer = index.outermost(at);
  return outer ? all(rowsOf(readFound(where, outer))) : beside;
}

const all = (parts: Operand[]): Several => ({ parts, remarks: [] });

/** Those that hold numbers; remarks say why the others do not. */
function siblingsOf(where: Where, index: ArrayIndex, at: number): Several {
  const several: Several = { parts: [], remarks: [] };
  for (const found of index.siblings(at))
    try {
      several.parts.push(readFound(where, found));
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      several.remarks.push(leftOut(found.key.text, found, error.message));
    }
  return several;
}

/** The vectors of the first one's length; remarks name the others. */
function alikeOf({ parts, remarks }: Several): Several {
  const { shape } = parts[0].tensor;
  const alike = (one: Operand): boolean => shape.length === 1 && one.tensor.shape.join() === shape.join();
  const unlike = parts.filter((one) => !alike(one));
  const lost = unlike.map(({ key, range, tensor }) =>
    leftOut(key ?? '', range, `${shapeText(tensor.shape)}, and ${parts[0].key} is ${shapeText(shape)}`),
  );
  return { parts: parts.filter(alike), remarks: [...remarks, ...lost] };
}
