import { count, decimal, percent } from '../../shared/format.js';
import { itemCount, itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { axisMarks, histogram } from '../matrix/histogram.js';
import { calibrationOf } from '../classes/calibrationOf.js';
import { bandName, scoreBands } from '../classes/scoreBands.js';
import { nameOf, type Shown } from './shown.js';
import { numberColumn, sheetOf, type Sheet } from './sheet.js';
import { fit, tag, widthOf, words, type Figure } from './svg.js';

/** What was read right by the probability given; the dashed line is as sure as right. */
export function reliabilityFigure(shown: Shown): Figure | null {
  const calibration = calibrationOf(shown.predictions);
  if (!calibration) return null;
  const { bins, error } = calibration;
  const [left, top, side] = [44, 52, 300];
  const title = t('Calibration');
  const below = t('Read right, by the probability given; calibration error {0}', percent(error));
  const marks = [0, 0.25, 0.5, 0.75, 1];
  return {
    label: t('Reliability of {0}: calibration error {1}', shown.run.title, percent(error)),
    width: Math.max(left + side + 20, widthOf(below, 12)),
    height: top + side + 40,
    body: (ink) =>
      [
        words(0, 15, title, ink.text, { size: 14, bold: true }),
        words(0, 34, below, ink.muted),
        ...marks.map((mark) => {
          const y = top + (1 - mark) * side;
          const x = left + mark * side;
          return (
            tag('line', { x1: left, y1: y, x2: left + side, y2: y, stroke: ink.grid }) +
            words(left - 6, y + 4, percent(mark, 0), ink.muted, { size: 11, anchor: 'end' }) +
            words(x, top + side + 16, percent(mark, 0), ink.muted, { size: 11, anchor: 'middle' })
          );
        }),
        ...bins.map(({ low, high, accuracy }) => {
          const height = (accuracy ?? 0) * side;
          const width = (high - low) * side - 2;
          return tag('rect', { x: left + low * side + 1, y: top + side - height, width, height, fill: ink.right });
        }),
        tag('line', {
          x1: left,
          y1: top + side,
          x2: left + side,
          y2: top,
          stroke: ink.text,
          'stroke-dasharray': '4 3',
        }),
        words(left + side / 2, top + side + 34, t('Probability given'), ink.muted, { size: 11, anchor: 'middle' }),
      ].join('\n'),
  };
}

export function reliabilitySheet(shown: Shown): Sheet | null {
  const calibration = calibrationOf(shown.predictions);
  return (
    calibration &&
    sheetOf(t('Calibration, error {0}', percent(calibration.error)), calibration.bins, [
      numberColumn('from', t('From'), ({ low }) => low, whole),
      numberColumn('to', t('To'), ({ high }) => high, whole),
      numberColumn('count', t('Items'), (bin) => bin.count, count),
      numberColumn('mean_confidence', t('Mean probability'), (bin) => bin.confidence, percent),
      numberColumn('accuracy', t('Read right'), (bin) => bin.accuracy, percent),
    ])
  );
}

const whole = (rate: number): string => percent(rate, 0);
/** Every class by how sure the network is of its items: right to the left of its line, wrong to the right of it. */
export function scoresFigure(shown: Shown): Figure | null {
  const { predictions, order } = shown;
  if (!predictions || predictions.actual.length === 0) return null;
  const rows = order.map((index) => ({ index, bands: scoreBands(predictions, index) }));
  const edges = rows[0]?.bands.map(({ from, to }) => bandName(from, to)) ?? [];
  const most = Math.max(1, ...rows.flatMap(({ bands }) => bands.flatMap(({ right, wrong }) => [right, wrong])));
  const [label, column, row, top, half] = [Math.min(130, labelWidth(shown)) + 12, 132, 24, 74, 44];
  const long = (items: number): number => (Math.log1p(items) / Math.log1p(most)) * half;
  const title = t('Scores: the confidence in the class read, by actual class');
  return {
    label: t('Scores of {0}: of each class, how many are read right and wrong at each confidence', shown.run.title),
    width: Math.max(label + column * edges.length, widthOf(title, 14)),
    height: top + rows.length * row + 4,
    body: (ink) =>
      [
        words(0, 15, title, ink.text, { size: 14, bold: true }),
        words(0, 34, t('Left of the line right, right of it wrong; lengths are logarithmic'), ink.muted),
        ...edges.map((name, band) =>
          words(label + (band + 0.5) * column, top - 12, name, ink.muted, { size: 11, anchor: 'middle' }),
        ),
        ...rows.flatMap(({ index, bands }, at) => {
          const y = top + at * row;
          return [
            words(label - 12, y + 15, fit(nameOf(shown, index), label - 12, 12), ink.text, { anchor: 'end' }),
            ...bands.map(({ right, wrong }, band) => {
              const middle = label + (band + 0.5) * column;
              const write = (items: number, side: 1 | -1): string =>
                items === 0
                  ? ''
                  : words(middle + side * (long(items) + 4), y + 15, count(items), ink.text, {
                      size: 10,
                      anchor: side < 0 ? 'end' : 'start',
                    });
              return (
                tag('rect', { x: middle - long(right), y: y + 5, width: long(right), height: 13, fill: ink.right }) +
                tag('rect', { x: middle, y: y + 5, width: long(wrong), height: 13, fill: ink.wrong }) +
                tag('line', { x1: middle, y1: y, x2: middle, y2: y + row, stroke: ink.base }) +
                write(right, -1) +
                write(wrong, 1)
              );
            }),
          ];
        }),
      ].join('\n'),
  };
}

const labelWidth = ({ run }: Shown): number => Math.max(...run.classes.map((name) => widthOf(name, 12)));

export function scoresSheet(shown: Shown): Sheet | null {
  const { predictions, order } = shown;
  if (!predictions || predictions.actual.length === 0) return null;
  const rows = order.flatMap((index) => scoreBands(predictions, index).map((band) => ({ index, ...band })));
  return sheetOf(t('Scores of each class'), rows, [
    { key: 'class', head: t('Class'), value: ({ index }) => nameOf(shown, index) },
    { key: 'from', head: t('Confidence'), value: ({ from }) => from, text: ({ from, to }) => bandName(from, to) },
    numberColumn('right', t('Right'), ({ right }) => right, count),
    numberColumn('wrong', t('Wrong'), ({ wrong }) => wrong, count),
    numberColumn('mean_surprise', t('Mean surprise, nats'), ({ surprise }) => surprise, decimal),
  ]);
}

/** How far the actual class is ahead of the predicted one in each image of the actual class. */
export function marginsFigure(shown: Shown): Figure | null {
  const bars = shown.margins && histogram(shown.margins.values, 36);
  if (!shown.margins || !bars) return null;
  const { cell, values } = shown.margins;
  const [actual, predicted] = [nameOf(shown, cell.actual), nameOf(shown, cell.predicted)];
  const below = values.reduce((sum, margin) => sum + (margin < 0 ? 1 : 0), 0);
  const [top, width, height] = [60, 560, 180];
  const bar = width / bars.counts.length;
  const zero = (-bars.from / bars.width) * bar;
  const most = Math.max(...bars.counts);
  const title = t('Margin of actual {0}, ln p({0}) − ln p({1}), nats', fit(actual, 130, 14), fit(predicted, 130, 14));
  const ahead = (name: string, items: number): string => t('{0} ahead: {1}', fit(name, 130, 11), count(items));
  // The words stand next to the line where there is room, and else at the edge.
  const before = Math.max(zero, widthOf(ahead(predicted, below), 11) + 6);
  return {
    label: t('{0}: {1} of {2} with {3} ahead', title, count(below), itemCount(values.length), predicted),
    width: Math.max(width, before + 6 + widthOf(ahead(actual, values.length), 11)),
    height: top + height + 22,
    body: (ink) =>
      [
        words(0, 15, title, ink.text, { size: 14, bold: true }),
        words(before - 6, top - 12, ahead(predicted, below), ink.muted, { size: 11, anchor: 'end' }),
        words(before + 6, top - 12, ahead(actual, values.length - below), ink.muted, { size: 11 }),
        ...bars.counts.map((items, i) => {
          const tall = (items / most) * height;
          const fill = i * bar < zero ? ink.wrong : ink.right;
          return tag('rect', {
            x: i * bar + 0.06 * bar,
            y: top + height - tall,
            width: 0.88 * bar,
            height: tall,
            fill,
          });
        }),
        tag('line', { x1: zero, y1: top - 6, x2: zero, y2: top + height, stroke: ink.text }),
        tag('line', { x1: 0, y1: top + height, x2: width, y2: top + height, stroke: ink.base }),
        ...axisMarks(bars).map((mark) =>
          words(((mark - bars.from) / bars.width) * bar, top + height + 16, decimal(mark, 0), ink.muted, {
            size: 11,
            anchor: 'middle',
          }),
        ),
      ].join('\n'),
  };
}

export function marginsSheet(shown: Shown): Sheet | null {
  const bars = shown.margins && histogram(shown.margins.values, 36);
  if (!shown.margins || !bars) return null;
  const { cell } = shown.margins;
  const edge = (i: number): number => Number((bars.from + i * bars.width).toPrecision(12));
  const rows = bars.counts.map((items, i) => ({ items, i }));
  return sheetOf(
    t('Margins of actual {0} over {1}, nats', nameOf(shown, cell.actual), nameOf(shown, cell.predicted)),
    rows,
    [
      numberColumn('from', t('From'), ({ i }) => edge(i)),
      numberColumn('to', t('To'), ({ i }) => edge(i + 1)),
      numberColumn('count', itemText('Images'), ({ items }) => items, count),
    ],
  );
}
