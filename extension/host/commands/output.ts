import { env } from 'vscode';
import type { ResultAction } from '../../protocol/result.js';
import type { MeasureAnswer } from '../../protocol/compute.js';
import { result } from '../numbers.js';
import * as notify from '../ports/notify.js';
import { t } from '../t.js';
import { exact, markdownRow } from './copyTable.js';
import { applyEdits } from './edit.js';
import { conventionWords, unitName } from './names.js';
import { asRead, offsetsIn, type Origin, rangeIn } from './place.js';

interface Told {
  title: string;
  answer: MeasureAnswer;
  base: 'nats' | 'bits';
}

/** Copies a result in one of its forms, all digits with it, or writes it below what was read. */
export async function act(action: ResultAction['id'], origin: Origin, told: Told): Promise<void> {
  switch (action) {
    case 'copy':
      await env.clipboard.writeText(String(inUnit(told, told.answer.value)));
      break;
    case 'copyJson':
      await env.clipboard.writeText(JSON.stringify(asJson(told), null, 2));
      break;
    case 'copyMarkdown':
      await env.clipboard.writeText(asMarkdown(told));
      break;
    case 'insert':
      await insertBelow(origin, told);
      break;
    case 'copyPyTorch':
      if (told.answer.pytorch !== null) await env.clipboard.writeText(told.answer.pytorch);
      break;
  }
}

const unitOf = ({ answer, base }: Told): string => (answer.unit === 'nats' && base === 'bits' ? 'bits' : answer.unit);

export const inUnit = ({ answer, base }: Pick<Told, 'answer' | 'base'>, value: number | null): number | null =>
  value !== null && answer.unit === 'nats' && base === 'bits' ? value / Math.LN2 : value;

function asJson(told: Told): object {
  const { id, convention, counted, of, remarks, items } = told.answer;
  return {
    measure: id,
    value: exact(inUnit(told, told.answer.value)),
    unit: unitOf(told),
    convention,
    counted,
    of,
    warnings: remarks.map(({ message }) => message),
    ...(items.kind !== 'class' && { perItem: Array.from(items.values, (value) => exact(inUnit(told, value))) }),
  };
}

function asMarkdown(told: Told): string {
  const { phrases, counted, of, value } = told.answer;
  const cells = [
    told.title,
    String(inUnit(told, value)),
    unitName(unitOf(told)),
    conventionWords(phrases),
    `${counted} / ${of}`,
  ];
  const head = [t('Measure'), t('Value'), t('Unit'), t('Convention'), t('Counted')];
  return [head, head.map(() => '---'), cells].map(markdownRow).join('\n');
}

const COMMENTS: Record<string, string> = {
  json: '// ',
  jsonc: '// ',
  javascript: '// ',
  javascriptreact: '// ',
  typescript: '// ',
  typescriptreact: '// ',
  python: '# ',
};

/** The result in one line. */
async function insertBelow(origin: Origin, told: Told): Promise<void> {
  const { target, prediction, phrases, value } = told.answer;
  const shown = inUnit(told, value);
  const text = `${told.title}: ${shown === null ? '–' : result(shown)} ${unitName(unitOf(told))} (${conventionWords(phrases)})`;
  await insertLines(origin, Math.max(target?.range.end ?? 0, prediction.range.end), [text]);
}

/** Lines under the last array that was read, as comments where the language has them. */
export async function insertLines(origin: Origin, end: number, texts: string[]): Promise<void> {
  const document = asRead(origin, end);
  if (!document) {
    void notify.info(t('{0} has changed since; compute again to insert.', origin.name));
    return;
  }
  const line = document.lineAt(rangeIn(document, { start: end, end }).end.line);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const comment = COMMENTS[document.languageId] ?? '';
  const at = offsetsIn(document, line.range).end;
  const text = texts.map((each) => `\n${indent}${comment}${each}`).join('');
  await applyEdits(document, [{ start: at, end: at, text }]);
}
