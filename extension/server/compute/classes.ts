import { classificationReport, confusionMatrix, CoreError } from '@surprisal/core';
import type { ClassesAnswer } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { ACCURACY } from '../../protocol/reading.js';
import { IGNORED } from '../meaning/profile.js';
import { valuesOf } from '../meaning/readings.js';
import { Misplaced } from './misplaced.js';
import type { Operand } from './operand.js';
import { pairOf } from './pairs.js';
import { labelCounter } from './scanner.js';
import { checkLabels } from './shapes.js';
import { readingRemarks, sideOf } from './sides.js';

/** How often each class was read as another, of class indices on both sides; an item of class -100 is passed over. */
export function answerClasses(question: Question): ClassesAnswer {
  const { target, prediction } = pairOf(question);
  checkLabels(target, prediction, ['target', 'prediction']);
  for (const operand of [target, prediction]) checkWhole(operand);
  const counts = (_: number, i: number): boolean => target.tensor.data[i] !== IGNORED;
  const [actual, predicted] = [target, prediction].map(({ tensor }) => Float64Array.from(tensor.data).filter(counts));
  if (actual.length === 0)
    throw new Misplaced(new CoreError('empty', 'no labels that count', 'at least one'), target.range);
  const matrix = confusionMatrix(actual, predicted, { counter: labelCounter() });
  const report = classificationReport(matrix);
  const readings = valuesOf(target, prediction);
  const kind = readings.find(({ measure }) => measure === ACCURACY)?.target ?? null;
  return {
    kind: 'classes',
    accuracy: report.accuracy,
    right: report.classes.reduce((sum, { correct }) => sum + correct, 0),
    counted: actual.length,
    of: target.tensor.data.length,
    labels: matrix.labels.map(Number),
    counts: matrix.counts.map((row) => [...row]),
    classes: report.classes.map(({ precision, recall, f1, support }) => ({ precision, recall, f1, support })),
    actual,
    predicted,
    target: sideOf(target, 'indices', kind),
    prediction: sideOf(prediction, 'indices', kind),
    readings,
    remarks: readingRemarks([target, prediction]),
  };
}

/** Throws, with its place, at the first number that names no class. */
function checkWhole({ tensor: { data }, elementAt }: Operand): void {
  const at = data.findIndex((x: number) => !Number.isInteger(x));
  if (at >= 0)
    throw new Misplaced(new CoreError('range', String(data[at]), 'a class index, a whole number'), elementAt(at));
}
