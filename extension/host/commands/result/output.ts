import type { TextRange } from '@surprisal/core';
import { env } from 'vscode';
import type { ResultAction } from '../../../protocol/result.js';
import type { MeasureAnswer } from '../../../protocol/compute.js';
import { result } from '../../ports/numbers.js';
import { t } from '../../ports/t.js';
import { conventionLine } from './conventionWords.js';
import { insertBelow } from '../insert.js';
import { unitName } from './names.js';
import type { Origin } from '../place.js';
import { exact, markdownRow } from './tableText.js';

interface Told {
  title: string;
  answer: MeasureAnswer;
  base: 'nats' | 'bits';
}

/** Copies a result in one of its forms, all digits with it, or writes it below what was read; whether it was done. */
export async function act(action: ResultAction['id'], origin: Origin, told: Told): Promise<boolean> {
  if (action === 'insert') return insert(origin, told);
  if (action === 'inspect') return false;
  const forms = {
    copy: () => String(inUnit(told, told.answer.value)),
    copyJson: () => JSON.stringify(asJson(told), null, 2),
    copyMarkdown: () => asMarkdown(told),
    copyPyTorch: () => told.answer.pytorch ?? '',
  };
  await env.clipboard.writeText(forms[action]());
  return true;
}

const unitOf = ({ answer, base }: Told): string => (answer.unit === 'nats' && base === 'bits' ? 'bits' : answer.unit);

export const inUnit = ({ answer, base }: Pick<Told, 'answer' | 'base'>, value: number | null): number | null =>
  value !== null && answer.unit === 'nats' && base === 'bits' ? value / Math.LN2 : value;

function asJson(told: Told): object {
  const { id, counted, of, remarks, items } = told.answer;
  return {
    measure: id,
    value: exact(inUnit(told, told.answer.value)),
    unit: unitOf(told),
    convention: conventionLine(told.answer, told.base),
    counted,
    of,
    warnings: remarks.map(({ message }) => message),
    ...(items.kind !== 'class' && { perItem: Array.from(items.values, (value) => exact(inUnit(told, value))) }),
  };
}

function asMarkdown(told: Told): string {
  const { counted, of, value } = told.answer;
  const cells = [
    told.title,
    String(inUnit(told, value)),
    unitName(unitOf(told)),
    conventionLine(told.answer, told.base),
    `${counted} / ${of}`,
  ];
  const head = [t('Measure'), t('Value'), t('Unit'), t('Convention'), t('Counted')];
  return [head, head.map(() => '---'), cells].map(markdownRow).join('\n');
}

/** The result in one line, or as a number. */
function insert(origin: Origin, told: Told): Promise<boolean> {
  const { id, value } = told.answer;
  const shown = inUnit(told, value);
  const words = `${told.title}: ${shown === null ? '–' : result(shown)} ${unitName(unitOf(told))} (${conventionLine(told.answer, told.base)})`;
  return insertBelow(origin, lastRead(told.answer), { lines: [words], value: exact(shown), key: id });
}

/** The last array that a measure was read from. */
export const lastRead = ({ target, prediction }: Pick<MeasureAnswer, 'target' | 'prediction'>): TextRange =>
  target && target.range.end > prediction.range.end ? target.range : prediction.range;
