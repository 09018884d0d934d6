import type { EpochRecord } from '@surprisal/core';
import { accuracy, decimal, percent, plain, seconds } from '../../shared/format.js';
import { columnsOf, type Column } from '../../shared/series.js';
import { t } from '../../shared/strings.js';
import { logRange, logTicks, rateTicks, wholeTicks } from '../../shared/ticks.js';
import type { Shown } from './shown.js';
import { sheetOf, type Sheet } from './sheet.js';
import { tag, words, type Figure, type Ink } from './svg.js';

const [LEFT, WIDTH, HEIGHT] = [52, 560, 150];

interface Panel {
  title: string;
  training: Column[];
  validation: { x: number; y: number }[];
  min: number;
  max: number;
  ticks: number[];
  /** The place of a value, 0 at the bottom and 1 at the top. */
  place: (value: number) => number;
  format: (value: number) => string;
}

/** Loss and accuracy over the epochs: mean and range of the batches, and the validation part. */
export function curvesFigure({ run, curves }: Shown): Figure | null {
  const [first] = run.epochs;
  if (!curves || !first || curves.loss.length === 0) return null;
  const perEpoch = first.step / first.epoch;
  const end = Math.max(run.config?.epochs ?? 0, ...run.epochs.map(({ epoch }) => epoch));
  const drawn = (values: Float32Array): Column[] => columnsOf(values, end * perEpoch, WIDTH / 2, 1 / perEpoch);
  const points = (of: (record: EpochRecord) => number | null) =>
    run.epochs.flatMap((record) => {
      const y = of(record);
      return y === null || !Number.isFinite(y) ? [] : [{ x: record.epoch, y }];
    });
  const loss = { training: drawn(curves.loss), validation: points((record) => record.validationLoss) };
  const { min, max } = logRange([
    ...loss.training.flatMap(({ low, high }) => [low, high]),
    ...loss.validation.map(({ y }) => y),
  ]);
  const right = { training: drawn(curves.accuracy), validation: points((record) => record.validationAccuracy) };
  const ticks = rateTicks(Math.min(...run.epochs.map((record) => record.validationAccuracy ?? record.trainAccuracy)));
  const floor = ticks[0] ?? 0;
  const panels: Panel[] = [
    {
      ...loss,
      title: t('Loss, nats'),
      min,
      max,
      ticks: logTicks(min, max),
      place: (value) => Math.log(value / min) / Math.log(max / min),
      format: plain,
    },
    {
      ...right,
      title: t('Accuracy'),
      min: floor,
      max: 1,
      ticks,
      place: (value) => (value - floor) / (1 - floor),
      format: (value) => percent(value, 0),
    },
  ];
  const last = run.epochs.at(-1);
  return {
    label: t(
      'Loss and accuracy of {0} by epoch; at the last, {1} and {2} in training',
      run.title,
      t('{0} nats', decimal(last?.trainLoss ?? null)),
      accuracy(last?.trainAccuracy ?? null),
    ),
    width: LEFT + WIDTH + 4,
    height: 44 + 2 * (HEIGHT + 44),
    body: (ink) =>
      [
        words(0, 15, run.title, ink.text, { size: 14, bold: true }),
        tag('line', { x1: LEFT, y1: 30, x2: LEFT + 20, y2: 30, stroke: ink.muted }),
        words(LEFT + 26, 34, t('training, mean and range of the batches'), ink.muted, { size: 11 }),
        tag('line', { x1: LEFT + 290, y1: 30, x2: LEFT + 310, y2: 30, stroke: ink.right, 'stroke-width': 2 }),
        words(LEFT + 316, 34, t('validation'), ink.muted, { size: 11 }),
        ...panels.map((panel, at) => draw(ink, panel, 62 + at * (HEIGHT + 44), end)),
      ].join('\n'),
  };
}

function draw(ink: Ink, panel: Panel, top: number, end: number): string {
  const x = (epoch: number): number => LEFT + (epoch / end) * WIDTH;
  const y = (value: number): number => top + (1 - Math.min(1, Math.max(0, panel.place(value)))) * HEIGHT;
  const path = (points: readonly { x: number; y: number }[]): string =>
    points.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ');
  const { training, validation } = panel;
  const high = training.map((column) => ({ x: column.x, y: column.high }));
  const low = training.map((column) => ({ x: column.x, y: column.low })).reverse();
  const mean = training.map((column) => ({ x: column.x, y: column.mean }));
  return [
    words(0, top - 8, panel.title, ink.text, { bold: true }),
    ...panel.ticks.map(
      (tick) =>
        tag('line', { x1: LEFT, y1: y(tick), x2: LEFT + WIDTH, y2: y(tick), stroke: ink.grid }) +
        words(LEFT - 6, y(tick) + 4, panel.format(tick), ink.muted, { size: 11, anchor: 'end' }),
    ),
    tag('polygon', { points: path([...high, ...low]), fill: ink.muted, 'fill-opacity': 0.22 }),
    tag('polyline', { points: path(mean), fill: 'none', stroke: ink.muted }),
    tag('polyline', { points: path(validation), fill: 'none', stroke: ink.right, 'stroke-width': 2 }),
    ...validation.map((point) => tag('circle', { cx: x(point.x), cy: y(point.y), r: 2, fill: ink.right })),
    ...wholeTicks(end, 60 / WIDTH).map((tick) =>
      words(x(tick), top + HEIGHT + 16, tick === end ? t('epoch {0}', tick) : String(tick), ink.muted, {
        size: 11,
        anchor: tick === 0 ? 'start' : tick === end ? 'end' : 'middle',
      }),
    ),
  ].join('\n');
}

/** An epoch a row. */
export const curvesSheet = ({ run }: Shown): Sheet | null =>
  run.epochs.length === 0
    ? null
    : sheetOf<EpochRecord>(
        t('Epochs'),
        [
          { key: 'epoch', head: t('Epoch'), value: ({ epoch }) => epoch, right: true },
          { key: 'step', head: t('Batches'), value: ({ step }) => step, right: true },
          ...(
            [
              ['train_loss', t('Training loss'), (r) => r.trainLoss, decimal],
              ['train_accuracy', t('Training accuracy'), (r) => r.trainAccuracy, accuracy],
              ['validation_loss', t('Validation loss'), (r) => r.validationLoss, decimal],
              ['validation_accuracy', t('Validation accuracy'), (r) => r.validationAccuracy, accuracy],
              ['test_loss', t('Test loss'), (r) => r.testLoss, decimal],
              ['test_accuracy', t('Test accuracy'), (r) => r.testAccuracy, accuracy],
            ] as [string, string, (r: EpochRecord) => number | null, (value: number | null) => string][]
          ).map(([key, head, value, text]) => ({
            key,
            head,
            value,
            text: (record: EpochRecord) => text(value(record)),
            right: true,
          })),
          { key: 'seconds', head: t('Time'), value: (r) => r.seconds, text: (r) => seconds(r.seconds), right: true },
        ],
        run.epochs,
      );
