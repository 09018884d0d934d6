import { measureOf, type MeasureOptions } from '@surprisal/core';
import type { MeasureAnswer } from '../../../protocol/answers.js';
import type { ResultState } from '../../../protocol/result.js';
import { result } from '../../ports/numbers.js';
import { t } from '../../ports/t.js';
import { titleOf, unitName } from './names.js';

interface Chosen {
  id: string;
  options: MeasureOptions;
}
type Group = ResultState['readings'][number];

/** Groups of ways to read the numbers, with what each choice computes. */
export function readingsOf(chosen: Chosen, answer: MeasureAnswer): (Group & { choices: Chosen[] })[] {
  return [predictionIs(chosen, answer), others(chosen, answer)].filter((group) => group !== null);
}

/** Probabilities or logits, where the measure takes both. */
function predictionIs(
  { id, options }: Chosen,
  { prediction }: MeasureAnswer,
): ReturnType<typeof readingsOf>[number] | null {
  if (!measureOf(id).options.some(({ name }) => name === 'fromLogits')) return null;
  return {
    label: t('Prediction is'),
    options: [{ label: t('probabilities') }, { label: t('logits') }],
    chosen: Number(prediction.role === 'logits'),
    choices: [false, true].map((fromLogits) => ({ id, options: { ...options, fromLogits } })),
  };
}

/** Every reading whose checks hold, with its value, where there are several measures among them. */
function others(
  { id, options }: Chosen,
  { readings, prediction, target }: MeasureAnswer,
): ReturnType<typeof readingsOf>[number] | null {
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
