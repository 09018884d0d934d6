import { CoreError, evaluate, grouped, type Measure, type MeasureOptions, measureOf, measures } from '@surprisal/core';
import { type CompareAnswer, type MeasureRow, ITEMS, type ManyAnswer, type Remark } from '../../protocol/answers.js';
import { type Ask, type Question } from '../../protocol/compute.js';
import { valueOrNull } from '../valueOrNull.js';
import { Misplaced } from './misplaced.js';
import { truthAndMany } from './many.js';
import type { Operand, Pair } from './operand.js';
import { pairOf } from './pairs.js';
import { partsOf, placed, rangesOf, readingRemarks, run, sideOf } from './sides.js';
import { takenBy } from './taken.js';

/** Measures of two distributions that need nothing but the two. */
const ofPairs = (): Measure[] =>
  measures.filter(({ domain, options }) => domain === 'distributions' && !options.some(({ name }) => name === 'cost'));

type AskCompare = Extract<Ask, { kind: 'compare' }>;

/** Every measure of a pair in one table, both ways round. */
export function answerCompare(question: Question, { ids, options }: Omit<AskCompare, 'kind'>): CompareAnswer {
  const pair = pairOf(question);
  const chosen = ids ? ids.map(measureOf) : [...ofPairs(), measureOf('meanSquaredError')];
  const rows = chosen.map((measure) => compared(measure, pair, options[measure.id] ?? {}));
  if (rows.every(({ value, problem }) => value === null && problem !== null))
    placed(pair, chosen[0], () => run(chosen[0], pair, {}));
  return {
    kind: 'compare',
    rows,
    target: sideOf(pair.target, 'probabilities'),
    prediction: sideOf(pair.prediction, 'probabilities'),
    remarks: readingRemarks([pair.target, pair.prediction]),
    parts: rows.some(({ id }) => id === 'crossEntropy') ? partsOf(pair) : null,
  };
}

function compared(measure: Measure, given: Pair, options: MeasureOptions): MeasureRow {
  const { pair, options: own } = takenBy(measure, given, options);
  try {
    const { value, unit, convention } = run(measure, pair, own);
    const { target, prediction } = pair;
    // Class indices have no other way round.
    const exchanged = valueOrNull(() => evaluate(measure.id, prediction.tensor, target.tensor, own));
    const backward = exchanged?.value ?? null;
    return { id: measure.id, value, backward, unit, convention, problem: null };
  } catch (error) {
    if (!(error instanceof CoreError || error instanceof Misplaced)) throw error;
    return { id: measure.id, value: null, backward: null, unit: measure.unit, convention: '', problem: error.message };
  }
}

const IN_MANY = [
  'crossEntropy',
  'klDivergence',
  'jsDistance',
  'totalVariation',
  'hellinger',
  'wasserstein1',
  'meanSquaredError',
];

/** One truth against each of many predictions, one column a measure. */
export function answerMany(question: Question): ManyAnswer {
  const { truth, many, names, remarks } = truthAndMany(question);
  const [rows, classes] = many.tensor.shape as [number, number];
  const tiled = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) tiled.set(truth.tensor.data, row * classes);
  const target: Operand = {
    ...truth,
    tensor: { shape: [rows, classes], data: tiled },
    rangeAt: (path) => truth.rangeAt(path.slice(1)),
  };
  const pair: Pair = { target, prediction: many, fromLogits: false };
  const shown = Math.min(rows, ITEMS);
  return {
    kind: 'many',
    target: sideOf(truth, 'probabilities'),
    names: names.slice(0, shown),
    convention: {
      words: `the one truth against ${rows === 1 ? 'one prediction' : 'each of {0} predictions'}`,
      values: [grouped(rows)],
    },
    columns: IN_MANY.map(measureOf).map((measure) => columnOf(measure, pair, rows, shown)),
    ranges: rangesOf(many, shown, [rows]),
    total: rows,
    remarks: [...readingRemarks([truth, many]), ...ruledOut(truth, many, names), ...remarks],
  };
}

/** Why a divergence is infinite: the first prediction that gives nothing to a class of the truth, and how many do. */
function ruledOut(truth: Operand, many: Operand, names: readonly string[]): Remark[] {
  const classes = truth.tensor.data.length;
  const misses = (row: number, k: number): boolean =>
    truth.tensor.data[k] > 0 && many.tensor.data[row * classes + k] === 0;
  const rows = names.flatMap((_, row) => {
    for (let k = 0; k < classes; k++) if (misses(row, k)) return [{ row, k }];
    return [];
  });
  if (rows.length === 0) return [];
  const [{ row, k }] = rows;
  const others = rows.length === 1 ? '' : `, and ${rows.length - 1} more do the like`;
  const message = `KL is infinite where a prediction rules out what the truth holds possible: ${names[row]} gives 0 to class ${k}, the truth ${truth.tensor.data[k]}${others}`;
  return [{ code: 'ruledOut', message, range: many.rangeAt([row]) }];
}

/** A row that is no distribution has no value under a measure of distributions; the others keep theirs. */
function columnOf(measure: Measure, pair: Pair, rows: number, shown: number): ManyAnswer['columns'][number] {
  const options: MeasureOptions = { reduction: 'none' };
  try {
    const { perItem, unit } = placed(pair, measure, () => run(measure, pair, options));
    return { id: measure.id, unit, values: perRow(perItem, rows).slice(0, shown) };
  } catch (error) {
    if (!(error instanceof Misplaced) || error.cause.code !== 'unnormalised') throw error;
    return { id: measure.id, unit: measure.unit, values: oneByOne(measure, pair, shown) };
  }
}

/** Values of elements as the mean of their row. */
function perRow(values: readonly (number | null)[], rows: number): Float64Array {
  const each = values.length / rows;
  const means = new Float64Array(rows);
  values.forEach((value, i) => (means[Math.floor(i / each)] += (value ?? NaN) / each));
  return means;
}

function oneByOne(measure: Measure, { target, prediction }: Pair, shown: number): Float64Array {
  const classes = prediction.tensor.shape.at(-1)!;
  return Float64Array.from({ length: shown }, (_, row) => {
    const part = (operand: Operand) => operand.tensor.data.slice(row * classes, (row + 1) * classes);
    return valueOrNull(() => evaluate(measure.id, part(target), part(prediction)).value) ?? NaN;
  });
}
