import {
  evaluate,
  type Evaluation,
  type Measure,
  type MeasureOptions,
  type NumericArray,
  ownOptions,
  softmax,
  toTensor,
} from '@surprisal/core';
import { type Items, ITEMS } from '../../protocol/answers.js';
import type { ClassBatch } from './classBatch.js';
import type { Operand, Pair } from './operand.js';
import { hasOption, rangesOf, takesTwo } from './sides.js';

/** One item a row or element; one a class where there is but one pair of distributions. */
export function itemsOf(
  measure: Measure,
  { perItem }: Evaluation,
  pair: Pair,
  batch: ClassBatch | null,
  options: MeasureOptions,
): Items {
  const { target, prediction } = pair;
  const { shape, data } = prediction.tensor;
  const elements = perItem.length === data.length && shape.length > 0 && measure.item === 'element';
  if (!elements && perItem.length <= 1) return classItems(measure, pair, batch, options);
  const shown = Math.min(perItem.length, ITEMS);
  const rows = batch?.rows === perItem.length ? batch : null;
  return {
    kind: elements ? 'element' : 'row',
    values: Float64Array.from({ length: shown }, (_, i) => perItem[i] ?? NaN),
    target: rows ? rows.target.slice(0, shown) : elements && takesTwo(measure) ? first(target, shown) : null,
    prediction: elements ? first(prediction, shown) : null,
    readAs: rows ? rows.readAs.slice(0, shown) : null,
    p: rows ? rows.p.slice(0, shown) : null,
    gradient:
      rows && shown * rows.classes <= MOST_GRADIENTS ? gradientOf(measure, pair, options, shown * rows.classes) : null,
    ranges: rangesOf(prediction, shown, elements ? shape : shape.slice(0, -1)),
    total: perItem.length,
  };
}

const first = ({ tensor }: Operand, length: number): Float64Array => copy(tensor.data.subarray(0, length));
const copy = (data: NumericArray): Float64Array => Float64Array.from(data);

function classItems(measure: Measure, pair: Pair, batch: ClassBatch | null, options: MeasureOptions): Items {
  const { target, prediction } = pair;
  const { shape, data } = prediction.tensor;
  const shown = Math.min(data.length, ITEMS);
  const paired = takesTwo(measure) && target.tensor.data.length === data.length;
  const logits = options.fromLogits === true;
  return {
    kind: 'class',
    values: classValues(measure, target, prediction, options, shown),
    target: paired ? first(target, shown) : batch?.indices ? oneHotRow(batch.target[0], shown) : null,
    prediction: first(prediction, shown),
    readAs: null,
    p: logits ? copy(softmax(prediction.tensor).data.subarray(0, shown)) : null,
    gradient: gradientOf(measure, pair, options, shown),
    ranges: rangesOf(prediction, shown, shape),
    total: data.length,
  };
}

/** Numbers of all rows together that go with the table. */
const MOST_GRADIENTS = 1_000_000;

/** Of each row's own loss by its logits, whatever becomes of the rows together; null where the numbers are none. */
function gradientOf(
  measure: Measure,
  { target, prediction }: Pair,
  options: MeasureOptions,
  length: number,
): Float64Array | null {
  if (options.fromLogits !== true || !measure.gradient) return null;
  const alone = { ...ownOptions(measure, options), ...(hasOption(measure, 'reduction') && { reduction: 'sum' }) };
  const gradient = measure.gradient(target.tensor, prediction.tensor, alone).prediction;
  return gradient ? copy(toTensor(gradient).data.subarray(0, length)) : null;
}

const oneHotRow = (index: number, classes: number): Float64Array =>
  Float64Array.from({ length: classes }, (_, k) => Number(k === index));

const MOST_CLASSES = 1000;

/** What each class adds to a cross-entropy, a sum over classes: that of a target which has this class alone. */
function classValues(
  measure: Measure,
  target: Operand,
  prediction: Operand,
  options: MeasureOptions,
  shown: number,
): Float64Array {
  const values = new Float64Array(shown).fill(NaN);
  const { shape, data } = target.tensor;
  if (measure.id !== 'crossEntropy' || data.length !== prediction.tensor.data.length || shown > MOST_CLASSES)
    return values;
  for (let k = 0; k < shown; k++) {
    const alone = new Float64Array(data.length);
    alone[k] = data[k]!;
    values[k] = evaluate(measure.id, { shape, data: alone }, prediction.tensor, options).value ?? NaN;
  }
  return values;
}
