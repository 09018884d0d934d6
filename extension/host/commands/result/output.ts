import type { TextRange } from '@surprisal/core';
import { env } from 'vscode';
import type { ResultAction } from '../../../protocol/result.js';
import type { MeasureAnswer } from '../../../protocol/answers.js';
import { result } from '../../ports/numbers.js';
import { t } from '../../ports/t.js';
import { type Base, conventionLine } from './conventionWords.js';
import { insertBelow } from '../insert.js';
import { unitName } from './names.js';
import type { Origin } from '../place.js';
import { exact, markdownRow } from './tableText.js';

interface Computed {
  title: string;
  answer: MeasureAnswer;
  base: Base;
}

/** Copies a result in one of its forms with all digits, or inserts it below the numbers; gives whether it was done. */
export async function act(action: ResultAction['id'], origin: Origin, computed: Computed): Promise<boolean> {
  if (action === 'insert') return insert(origin, computed);
  if (action === 'inspect') return false;
  const forms = {
    copy: () => String(inUnit(computed, computed.answer.value)),
    copyJson: () => JSON.stringify(asJson(computed), null, 2),
    copyMarkdown: () => asMarkdown(computed),
    copyPyTorch: () => computed.answer.pytorch ?? '',
  };
  await env.clipboard.writeText(forms[action]());
  return true;
}

export const unitOf = ({ answer, base }: Pick<Computed, 'answer' | 'base'>): string =>
  answer.unit === 'nats' && base === 'bits' ? 'bits' : answer.unit;

export const inUnit = ({ answer, base }: Pick<Computed, 'answer' | 'base'>, value: number | null): number | null =>
  value !== null && answer.unit === 'nats' && base === 'bits' ? value / Math.LN2 : value;

function asJson(computed: Computed): object {
  const { id, counted, of, remarks, items } = computed.answer;
  return {
    measure: id,
    value: exact(inUnit(computed, computed.answer.value)),
    unit: unitOf(computed),
    convention: conventionLine(computed.answer, computed.base),
    counted,
    of,
    warnings: remarks.map(({ message }) => message),
    ...(items.kind !== 'class' && { perItem: Array.from(items.values, (value) => exact(inUnit(computed, value))) }),
  };
}

function asMarkdown(computed: Computed): string {
  const { counted, of, value } = computed.answer;
  const cells = [
    computed.title,
    String(inUnit(computed, value)),
    unitName(unitOf(computed)),
    conventionLine(computed.answer, computed.base),
    `${counted} / ${of}`,
  ];
  const head = [t('Measure'), t('Value'), t('Unit'), t('Convention'), t('Counted')];
  return [head, head.map(() => '---'), cells].map(markdownRow).join('\n');
}

/** The result in one line, or as a number. */
function insert(origin: Origin, computed: Computed): Promise<boolean> {
  const { id, value } = computed.answer;
  const shown = inUnit(computed, value);
  const words = `${computed.title}: ${shown === null ? '–' : result(shown)} ${unitName(unitOf(computed))} (${conventionLine(computed.answer, computed.base)})`;
  return insertBelow(origin, lastRead(computed.answer), { lines: [words], value: exact(shown), key: id });
}

/** The last array that a measure was read from. */
export const lastRead = ({ target, prediction }: Pick<MeasureAnswer, 'target' | 'prediction'>): TextRange =>
  target && target.range.end > prediction.range.end ? target.range : prediction.range;
