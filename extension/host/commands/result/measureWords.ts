import { measureOf, measures } from '@surprisal/core';
import { type Items, ITEMS, type MeasureAnswer, type OtherConvention } from '../../../protocol/answers.js';
import type { ResultAside, ResultColumn, ResultTable } from '../../../protocol/result.js';
import { count, percent, result, short } from '../../ports/numbers.js';
import { plural, t } from '../../ports/t.js';
import { appliedFormula, type Base, conventionWords } from './conventionWords.js';
import { canInsert } from '../insert.js';
import { type Chosen, isOffered } from '../measurePick.js';
import { titleOf, unitName } from './names.js';
import { inUnit, lastRead, unitOf } from './output.js';
import { readingsOf } from './readingWords.js';
import { resultActions, type State, type Words } from './resultWords.js';

/** A measure's answer as the result page shows it. */
export function measureState(
  words: Words,
  { id, options, base }: Chosen & { base: Base },
  answer: MeasureAnswer,
): State {
  const measure = measureOf(id);
  const readings = readingsOf({ id, options }, answer);
  const unit = unitName(unitOf({ answer, base }));
  const value = inUnit({ answer, base }, answer.value);
  const { worst, share } = costliest(answer.items);
  const alike = measures.filter((other) => isOffered(other, measure.arguments.length));
  return words.state(titleOf(id), {
    choice: { measure: id, measures: alike.map((other) => ({ id: other.id, title: titleOf(other.id) })) },
    readings: readings.map(({ label, options: ways, chosen }) => ({ label, options: ways, chosen })),
    base: answer.unit === 'nats' ? base : null,
    canSwap: answer.target !== null,
    value: { text: value === null ? '–' : result(value), unit, detail: detail(answer, options.reduction) },
    verdict: verdict(answer, worst, share, base),
    facts: [
      { label: t('Convention'), code: appliedFormula(answer, base), text: [conventionWords(answer)] },
      { label: t('Counted'), text: [counted(answer)] },
      ...(answer.target ? [{ label: t('Target'), text: words.side(answer.target) }] : []),
      { label: answer.target ? t('Prediction') : t('Numbers'), text: words.side(answer.prediction) },
    ],
    warnings: words.warnings(answer.remarks),
    table: table(answer, worst, unit, base),
    asides: asides(answer, base),
    ofRow: worst === null ? null : gradientAside(answer, worst),
    actions: [
      { id: 'copy', label: t('Copy'), icon: 'copy' },
      ...resultActions(canInsert(words.origin, lastRead(answer)), answer.pytorch !== null),
    ],
  });
}

function asides(answer: MeasureAnswer, base: Base): ResultAside[] {
  const { shares, parts, others } = answer;
  const shown = (value: number): string => result(inUnit({ answer, base }, value)!);
  const conventions: Record<OtherConvention, string> = {
    clipped: t('Clipped at 1e-7'),
    noEpsilon: t('No epsilon'),
    added: t('1e-15 added'),
    bits: base === 'nats' ? t('In bits') : t('In nats'),
  };
  return [
    {
      title: t('Share by class'),
      rows: shares.map(({ label, share }) => ({ label: String(label), text: small(share), share })),
    },
    {
      title: t('Of this'),
      rows: parts
        ? [
            { label: t('Entropy of the target'), text: shown(parts.entropy) },
            { label: t('KL divergence'), text: shown(parts.divergence) },
          ]
        : [],
    },
    {
      title: t('Other conventions'),
      rows: others.map(({ convention, value }) => ({
        label: conventions[convention],
        text: convention !== 'bits' ? shown(value) : result(base === 'nats' ? value : value * Math.LN2),
      })),
    },
  ].filter(({ rows }) => rows.length > 0);
}

const MOST_CLASSES = 10;

/** The gradient of one row's loss in its logits, the greatest first; null where the prediction is no logits. */
export function gradientAside({ items, classes }: MeasureAnswer, row: number): ResultAside | null {
  if (!items.gradient || items.kind === 'class' || classes === null) return null;
  const gradient = Array.from(items.gradient.subarray(row * classes, (row + 1) * classes));
  const pushes = gradient.map((value, k) => ({ value, k })).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const most = Math.abs(pushes[0].value);
  return {
    title: t('Gradient of item {0}', count(row + 1)),
    rows: pushes.slice(0, MOST_CLASSES).map(({ value, k }) => ({
      label: String(k),
      text: result(value),
      share: most > 0 ? Math.abs(value) / most : 0,
    })),
  };
}

/** The item that costs most, and its part of the whole. */
function costliest({ values, kind }: Items): { worst: number | null; share: number } {
  let worst = -1;
  let total = 0;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    total += value;
    if (worst < 0 || value > values[worst]) worst = i;
  });
  if (worst < 0 || kind === 'class') return { worst: null, share: 0 };
  const most = values[worst];
  return { worst, share: most === Infinity ? 1 : total > 0 ? most / total : 0 };
}

function detail({ items, counted }: MeasureAnswer, reduction: unknown): string {
  if (items.kind === 'class') return '';
  const many =
    items.kind === 'row' ? plural(counted, '{0} item', '{0} items') : plural(counted, '{0} element', '{0} elements');
  if (reduction === 'sum') return t('sum of {0}', many);
  if (counted === 1) return many;
  if (reduction === 'weightedMean') return t('weighted mean of {0}', many);
  return t('mean of {0}', many);
}

function verdict(answer: MeasureAnswer, worst: number | null, share: number, base: Base): string | null {
  const { items, right, counted, parts } = answer;
  if (worst !== null && items.target && items.readAs && items.p && share >= 0.5 && items.total > 2)
    return t(
      'Item {0} alone is {1} of the loss: a {2} given p = {3}, read as {4}.',
      count(worst + 1),
      percent(share),
      items.target[worst],
      short(items.p[worst]),
      items.readAs[worst],
    );
  if (worst !== null && items.target && items.readAs && right !== null)
    return t(
      '{0} of {1} read right; item {2} costs most, {3} of the loss.',
      count(right),
      count(counted),
      count(worst + 1),
      percent(share),
    );
  if (parts?.divergence === Infinity)
    return t('The prediction rules out what the target holds possible: only the epsilon keeps this finite.');
  if (parts) {
    const [entropy, divergence] = [parts.entropy, parts.divergence].map((part) =>
      result(inUnit({ answer, base }, part) ?? NaN),
    );
    return t('{0} is the target\u2019s own entropy; {1} is what the prediction adds to it.', entropy, divergence);
  }
  if (worst !== null && items.total > 2)
    return t(
      '{0} {1} costs most, {2} of the loss.',
      items.kind === 'row' ? t('Item') : t('Element'),
      count(worst + 1),
      percent(share),
    );
  return null;
}

function counted({ counted, of, items, classes }: MeasureAnswer): string {
  const all =
    items.kind === 'element'
      ? plural(of, '{1} of {0} element', '{1} of {0} elements', count(counted))
      : plural(of, '{1} of {0} item', '{1} of {0} items', count(counted));
  return classes === null ? all : t('{0}, {1}', all, plural(classes, '{0} class', '{0} classes'));
}

function table(answer: MeasureAnswer, worst: number | null, unit: string, base: Base): ResultTable | null {
  const { items } = answer;
  const rows = items.values.length;
  const value = items.values.map((number) => inUnit({ answer, base }, number)!);
  const first = items.kind === 'class' ? 0 : 1;
  const columns: ResultColumn[] = [
    {
      head: items.kind === 'class' ? t('Class') : '',
      values: Float64Array.from(value, (_, i) => i + first),
      style: 'index',
    },
  ];
  const discrete = items.readAs !== null;
  if (items.target) columns.push({ head: t('Target'), values: items.target, style: discrete ? 'label' : 'p' });
  if (items.prediction)
    columns.push({
      head: answer.prediction.role === 'logits' ? t('Logit') : t('Prediction'),
      values: items.prediction,
      style: 'p',
    });
  if (items.readAs) columns.push({ head: t('Read as'), values: items.readAs, style: 'label', strong: true });
  if (items.p) columns.push({ head: items.kind === 'class' ? t('p') : t('p(target)'), values: items.p, style: 'p' });
  if (items.gradient && items.kind === 'class')
    columns.push({ head: t('Gradient'), values: items.gradient, style: 'value' });
  if (value.some((number) => !Number.isNaN(number)))
    columns.push({ head: unit === '' ? t('Value') : capital(unit), values: value, style: 'value', bar: true });
  const all = items.total > rows;
  return {
    title: items.kind === 'class' ? t('Classes') : items.kind === 'row' ? t('Items') : t('Elements'),
    ...note(all, items),
    columns,
    rows,
    emphasis: worst,
    selects: true,
  };
}

const note = (cut: boolean, { kind, total }: Items): { note?: string } => {
  if (cut) return { note: t('the first {0} of {1}', count(ITEMS), count(total)) };
  return kind === 'class' ? {} : { note: t('in document order') };
};

const small = (share: number): string => {
  if (share < 1e-9) return t('0%');
  return share < 0.001 ? t('<0.1%') : percent(share);
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
