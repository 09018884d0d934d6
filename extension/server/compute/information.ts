import { CoreError, evaluate, measures, thresholdGain } from '@surprisal/core';
import type { InformationAnswer, Side } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { type Column, readTable, type Table } from './labelTable.js';
import { Misplaced } from './misplaced.js';
import { operandOf, wholeAround } from './operands.js';
import { shapeText } from './shapes.js';
import { plainSide, sideOf } from './sides.js';

type Row = InformationAnswer['rows'][number];

/** What labels tell of groups: from two sequences, a table of counts, or columns of which one is the label. */
export function answerInformation(question: Question): InformationAnswer {
  const table = readTable(question);
  return table ? ofTable(table) : ofCounts(question);
}

function ofTable({ columns, label, range, remarks }: Table): InformationAnswer {
  const target = columns[label];
  const others = columns.filter((_, i) => i !== label);
  const of = target.values.length;
  const side: Side = { ...plainSide(range, target.name, [of]), role: 'indices' };
  if (others.length === 1 && !isMeasured(others[0])) {
    const groups = others[0].values;
    const ids = measures.filter(({ domain }) => domain === 'labels').map(({ id }) => id);
    const rows = ids.map((id) => rowOf(id, () => evaluate(id, target.values, groups)));
    return { kind: 'information', input: 'labels', rows, ranking: [], of, side, remarks };
  }
  const ranking = others.map((column) => ranked(target, column)).sort((a, b) => b.gain - a.gain);
  const sure = rowOf('informationGain', () => evaluate('informationGain', target.values, target.values));
  return { kind: 'information', input: 'columns', rows: [sure], ranking, of, side, remarks };
}

/** Numbers that are no names of groups. */
const isMeasured = ({ numbers }: Column): boolean => numbers?.some((x) => !Number.isInteger(x)) === true;

/** What a column tells of the target: numbers by their best threshold, all else by its values. */
function ranked(target: Column, { name, values, numbers }: Column): InformationAnswer['ranking'][number] {
  if (numbers) {
    const { gain, ...split } = thresholdGain(numbers, target.values);
    return { name, gain, split: { by: 'threshold', ...split } };
  }
  const gain = evaluate('informationGain', target.values, values).value ?? 0;
  return { name, gain, split: { by: 'values', values: new Set(values).size } };
}

function ofCounts(question: Question): InformationAnswer {
  const { selections, caret } = question;
  const operand = (selections.length === 0 && wholeAround(question, caret)) || operandOf(question);
  const { tensor, range } = operand;
  if (tensor.shape.length !== 2)
    throw new Misplaced(
      new CoreError('shape', shapeText(tensor.shape), 'two arrays of labels, or a table of counts'),
      range,
    );
  const joint = measures.filter(({ domain }) => domain === 'joint').map(({ id }) => id);
  const rows = joint.map((id) => rowOf(id, () => evaluate(id, tensor)));
  let of = 0;
  for (const count of tensor.data) of += count;
  const side = sideOf(operand, 'numbers');
  return { kind: 'information', input: 'counts', rows, ranking: [], of, side, remarks: [...operand.remarks] };
}

function rowOf(id: string, compute: () => ReturnType<typeof evaluate>): Row {
  try {
    const { value, unit, convention } = compute();
    return { id, value, unit, convention, problem: null };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return { id, value: null, unit: '', convention: '', problem: error.message };
  }
}
