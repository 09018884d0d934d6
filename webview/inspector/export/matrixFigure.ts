import { normalizeConfusion } from '@surprisal/core';
import { count, dash, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { MANY } from '../many/heatCells.js';
import { stepName } from '../matrix/colorSteps.js';
import { colorScale } from './colorScale.js';
import { heatFigure } from './heatFigure.js';
import { nameOf, type Shown } from './shown.js';
import { fit, tag, widthOf, words, type Figure, type Ink } from './svg.js';
import { headline } from './headline.js';

const GAP = 1;
const TOP = 54;
const TOTAL = 60;

/** Cells are wider where there are fewer classes. */
function sizes(classes: readonly string[]) {
  const [width, height] = classes.length <= 12 ? [56, 41] : [44, 34];
  const longest = Math.max(...classes.map((name) => widthOf(name, 13)));
  const upright = longest > width - 6;
  const label = Math.min(180, Math.max(20, longest)) + 8;
  return { width, height, label, upright, head: upright ? label : 22 };
}

/** The confusion matrix as the page shows it, actual on the rows. */
export const matrixFigure = (shown: Shown): Figure => (shown.order.length >= MANY ? heatFigure : numbersFigure)(shown);

function numbersFigure(shown: Shown): Figure {
  const { cm, report, order, view, run } = shown;
  const size = sizes(run.classes);
  const [rates, shares] = [normalizeConfusion(cm, 'actual'), normalizeConfusion(cm, view.percentOf)];
  const left = 22 + size.label;
  const x = (column: number): number => left + column * (size.width + GAP);
  const y = (row: number): number => TOP + 18 + size.head + row * (size.height + GAP);
  const [right, bottom] = [x(order.length), y(order.length)];
  const width = Math.max(right + TOTAL, widthOf(headline(shown), 12), 460);
  const cell = (ink: Ink, row: number, column: number, actual: number, predicted: number): string => {
    const items = cm.counts[actual]?.[predicted] ?? 0;
    const rate = rates[actual]?.[predicted] ?? null;
    const share = shares[actual]?.[predicted] ?? null;
    const masked = actual === predicted && view.hideDiagonal;
    const step = masked ? null : stepName(rate, actual === predicted, shown.scale);
    const fill = step === null ? ink.none : ink[step];
    const color = step === null ? ink.muted : ink[`${step}-ink`];
    const box = tag('rect', { x: x(column), y: y(row), width: size.width, height: size.height, rx: 2, fill });
    if (masked) return box;
    const middle = x(column) + size.width / 2;
    const write = (down: number, text: string, size: number, bold = false): string =>
      words(middle, y(row) + down, text, color, { size, bold, anchor: 'middle' });
    const half = size.height / 2;
    if (rate === null) return box + write(half + 4, dash, 12);
    if (items === 0 && actual !== predicted) return box + write(half + 4, '0', 12);
    return box + write(half - 1, count(items), 14, true) + write(half + 13, percent(share), 10);
  };
  const total = (ink: Ink, at: number, down: number, items: number, rate: number | null): string =>
    words(at, down - 1, count(items), ink.text, { size: 13, anchor: 'middle' }) +
    words(at, down + 13, percent(rate), ink.muted, { size: 10, anchor: 'middle' });
  const head = (ink: Ink, column: number, index: number): string => {
    const name = fit(nameOf(shown, index), size.label - 8, 13);
    return size.upright
      ? words(x(column) + size.width / 2 + 4, y(0) - 6, name, ink.text, { size: 13, turn: -90 })
      : words(x(column) + size.width / 2, y(0) - 8, name, ink.text, { size: 13, anchor: 'middle' });
  };
  const both = (ink: Ink, at: number, down: number, second: string, anchor: 'middle' | 'end'): string =>
    words(at, down - 5, t('All'), ink.muted, { size: 10, anchor }) +
    words(at, down + 6, second, ink.muted, { size: 10, anchor });
  const margins = (ink: Ink): string[] => [
    both(ink, right + TOTAL / 2, y(0) - 12, t('recall'), 'middle'),
    both(ink, x(0) - 4, bottom + 18, t('precision'), 'end'),
    ...order.flatMap((index, place) => {
      const numbers = report.classes[index];
      if (!numbers) return [];
      const { support, recall, predicted, precision } = numbers;
      return [
        total(ink, right + TOTAL / 2, y(place) + size.height / 2, support, recall),
        total(ink, x(place) + size.width / 2, bottom + 18, predicted, precision),
      ];
    }),
    total(ink, right + TOTAL / 2, bottom + 18, report.total, report.accuracy),
  ];
  const note = sharesOf(view.percentOf);
  const scales = bottom + 48;
  return {
    label: t('Confusion matrix of {0}, actual on the rows: {1}', run.title, headline(shown)),
    width,
    height: scales + 28,
    body: (ink) =>
      [
        words(0, 15, fit(run.title, width, 14), ink.text, { size: 14, bold: true }),
        words(0, 34, headline(shown), ink.muted),
        words((left + right) / 2, TOP + 12, t('Predicted'), ink.muted, { anchor: 'middle' }),
        words(12, (y(0) + bottom) / 2, t('Actual'), ink.muted, { anchor: 'middle', turn: -90 }),
        ...order.map((index, column) => head(ink, column, index)),
        ...order.map((index, row) =>
          words(left - 8, y(row) + size.height / 2 + 4, fit(nameOf(shown, index), size.label - 8, 13), ink.text, {
            size: 13,
            anchor: 'end',
          }),
        ),
        ...order.flatMap((actual, row) => order.map((predicted, column) => cell(ink, row, column, actual, predicted))),
        ...margins(ink),
        colorScale(ink, shown.scale, 'right', 0, scales),
        colorScale(ink, shown.scale, 'wrong', 236, scales),
        words(0, scales + 26, note, ink.muted, { size: 11 }),
      ].join('\n'),
  };
}

const sharesOf = (percentOf: Shown['view']['percentOf']): string =>
  percentOf === 'actual'
    ? t('Per cent of the actual class; colours by the rate of the actual class')
    : percentOf === 'predicted'
      ? t('Per cent of the predicted class; colours by the rate of the actual class')
      : t('Per cent of all; colours by the rate of the actual class');
