import { measureOf } from '@surprisal/core';
import type { MeasureAnswer } from '../../../protocol/answers.js';
import type { ResultState } from '../../../protocol/result.js';
import { result } from '../../ports/numbers.js';
import { t } from '../../ports/t.js';
import type { Chosen } from '../measurePick.js';
import { titleOf, unitName } from './names.js';

type Group = ResultState['readings'][number] & { choices: Chosen[] };

/** Groups of ways to read the numbers, each way with the measure and options that it computes. */
export function readingsOf(chosen: Chosen, answer: MeasureAnswer): Group[] {
  return [predictionIs(chosen, answer), others(chosen, answer)].filter((group) => group !== null);
}

/** The prediction as probabilities or as logits; null where the measure does not take both. */
function predictionIs({ id, options }: Chosen, { prediction }: MeasureAnswer): Group | null {
  if (!measureOf(id).options.some(({ name }) => name === 'fromLogits')) return null;
  return {
    label: t('Prediction is'),
    options: [{ label: t('probabilities') }, { label: t('logits') }],
    chosen: Number(prediction.role === 'logits'),
    choices: [false, true].map((fromLogits) => ({ id, options: { ...options, fromLogits } })),
  };
}

/** All readings that fit the numbers, with their values; null where they are all of one measure. */
function others({ id, options }: Chosen, { readings, prediction, target }: MeasureAnswer): Group | null {
  const titles = new Set(readings.map(({ measure }) => measure));
  if (titles.size < 2 || !target) return null;
  const isLogits = prediction.role === 'logits';
  return {
    label: t('Read as'),
    options: readings.map(({ measure, value, unit }) => ({
      label: titleOf(measure),
      value: `${result(value)} ${unitName(unit)}`.trim(),
    })),
    chosen: readings.findIndex(({ measure, options: of }) => measure === id && (of.fromLogits === true) === isLogits),
    choices: readings.map((reading) => ({
      id: reading.measure,
      options: reading.measure === id ? { ...options, ...reading.options } : reading.options,
    })),
  };
}
