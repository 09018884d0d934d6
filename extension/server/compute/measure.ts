import {
  type ConventionPhrase,
  evaluate,
  type Evaluation,
  type Measure,
  type MeasureOptions,
  measureOf,
} from '@surprisal/core';
import type { MeasureAnswer, OtherConvention, Remark, Side } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { type ClassBatch, classBatchOf, rightOf, sharesOf } from './classBatch.js';
import { itemsOf } from './items.js';
import type { Operand, Pair } from './operand.js';
import { operandOf } from './operands.js';
import { pairOf } from './pairs.js';
import { pytorchOf } from './pytorch.js';
import { hasOption, partsOf, placed, remarksOf, run, sideOf, takesTwo } from './sides.js';
import { takenBy } from './taken.js';

/** Computes one measure of the catalogue on what is selected, with the value of each item. */
export function answerMeasure(question: Question, ask: { id: string; options: MeasureOptions }): MeasureAnswer {
  const measure = measureOf(ask.id);
  const two = takesTwo(measure);
  const taken = two ? takenBy(measure, pairOf(question), ask.options) : null;
  const pair = taken?.pair ?? single(question);
  const options = taken?.options ?? ask.options;
  const evaluation = placed(pair, measure, () => run(measure, pair, options));
  const batch = two ? classBatchOf(measure, pair, options) : null;
  const { value, unit, counted, of } = evaluation;
  const from1 = batch?.indices && question.syntax === 'julia' && !batch.indices.includes(0);
  const indices = two && pair.target.tensor.shape.length < pair.prediction.tensor.shape.length;
  return {
    kind: 'measure',
    id: measure.id,
    value,
    unit,
    convention: indices ? `${evaluation.convention}; ${INDICES.words}` : evaluation.convention,
    phrases: indices ? [...evaluation.phrases, INDICES] : evaluation.phrases,
    counted,
    of,
    classes: batch?.classes ?? null,
    right: batch ? rightOf(batch) : null,
    remarks: [
      ...(from1 ? [FROM_1(pair.target)] : []),
      ...(taken?.remarks ?? []),
      ...remarksOf(pair, measure, evaluation),
    ],
    readings: taken?.readings ?? [],
    target: two ? sideOf(pair.target, targetRole(measure, batch), taken?.kinds.target) : null,
    prediction: sideOf(
      pair.prediction,
      options.fromLogits === true ? 'logits' : roleIn(measure),
      taken?.kinds.prediction,
    ),
    items: itemsOf(measure, evaluation, pair, batch, options),
    shares: batch ? sharesOf(batch, evaluation.perItem) : [],
    parts: measure.id === 'crossEntropy' ? partsOf(pair) : null,
    others: othersOf(measure, pair, options, evaluation),
    pytorch: value === null ? null : pytorchOf(measure, pair, options),
  };
}

const FROM_1 = ({ range }: Operand): Remark => ({
  code: 'from0',
  message: 'class indices are counted from 0 here, and Julia counts from 1: none of these is 0',
  range,
});

const INDICES: ConventionPhrase = { words: 'a class index for each row of the prediction', values: [] };

function single(question: Question): Pair {
  const operand = operandOf(question);
  return { target: operand, prediction: operand, fromLogits: false };
}

const OVER_CLASSES: readonly string[] = ['classes', 'distributions', 'distribution'];

const roleIn = ({ domain }: Measure): Side['role'] => (OVER_CLASSES.includes(domain) ? 'probabilities' : 'numbers');

const targetRole = (measure: Measure, batch: ClassBatch | null): Side['role'] =>
  batch?.indices ? 'indices' : roleIn(measure);

/** The same numbers under what other libraries take for granted. */
function othersOf(
  measure: Measure,
  { target, prediction }: Pair,
  options: MeasureOptions,
  { value, unit }: Evaluation,
): MeasureAnswer['others'] {
  const others: MeasureAnswer['others'] = [];
  const again = (convention: OtherConvention, changed: MeasureOptions): void => {
    const other = evaluate(measure.id, target.tensor, prediction.tensor, { ...options, ...changed }).value;
    if (other !== null) others.push({ convention, value: other });
  };
  if (hasOption(measure, 'epsilonMode') && options.fromLogits !== true) {
    if ((options.epsilonMode ?? 'add') !== 'add') again('added', { epsilonMode: 'add', epsilon: 1e-15 });
    again('clipped', { epsilonMode: 'clip', epsilon: 1e-7 });
    if (options.epsilonMode !== 'none') again('noEpsilon', { epsilonMode: 'none', epsilon: undefined });
  }
  if (unit === 'nats' && value !== null) others.push({ convention: 'bits', value: value / Math.LN2 });
  return others;
}
