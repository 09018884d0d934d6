import { isLogLoss, trainLossAlone, type EpochRecord } from '@surprisal/core';
import { accuracy, decimal, percent, plain, seconds } from '../../shared/format.js';
import { columnsOf, epochPoints, type PixelColumn } from '../../shared/series.js';
import { objective } from '../../shared/objective.js';
import { t } from '../../shared/strings.js';
import { logRange, logTicks, rateTicks, wholeTicks } from '../../shared/ticks.js';
import type { Shown } from './shown.js';
import { numberColumn, sheetOf, type Sheet } from './sheet.js';
import { tag, words, type Figure, type Ink } from './svg.js';

const [LEFT, WIDTH, HEIGHT] = [52, 560, 150];

interface Panel {
  title: string;
  training: PixelColumn[];
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
  const epochs = trainedHere(run);
  const [first] = epochs;
  if (!curves || !first || curves.loss.length === 0) return null;
  const perEpoch = first.step / first.epoch;
  const end = Math.max(run.config?.epochs ?? 0, ...epochs.map(({ epoch }) => epoch));
  const drawn = (values: Float32Array): PixelColumn[] => columnsOf(values, end * perEpoch, WIDTH / 2, 1 / perEpoch);
  const loss = { training: drawn(curves.loss), validation: epochPoints(epochs, 'validationLoss') };
  const { min, max } = logRange([
    ...loss.training.flatMap(({ low, high }) => [low, high]),
    ...loss.validation.map(({ y }) => y),
  ]);
  const right = { training: drawn(curves.accuracy), validation: epochPoints(epochs, 'validationAccuracy') };
  const ticks = rateTicks(Math.min(...epochs.map((record) => record.validationAccuracy ?? record.trainAccuracy)));
  const floor = ticks[0] ?? 0;
  const panels: Panel[] = [
    {
      ...loss,
      title: lossTitle(run),
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
  const last = epochs.at(-1);
  return {
    label: t(
      '{0} and accuracy of {1} by epoch; at the last, {2} and {3} in training',
      lossTitle(run),
      run.title,
      decimal(last ? (last.trainLossWithoutPenalty ?? last.trainLoss) : null),
      accuracy(last?.trainAccuracy ?? null),
    ),
    width: LEFT + WIDTH + 4,
    height: 44 + 2 * (HEIGHT + 44),
    body: (ink) =>
      [
        words(0, 15, run.title, ink.text, { size: 14, bold: true }),
        tag('line', { x1: LEFT, y1: 30, x2: LEFT + 20, y2: 30, stroke: ink.muted }),
        words(
          LEFT + 26,
          34,
          hasPenalty(run)
            ? t('training with penalty, range of the batches')
            : t('training, mean and range of the batches'),
          ink.muted,
          { size: 11 },
        ),
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
    words(0, top - 12, panel.title, ink.text, { bold: true }),
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

const lossTitle = ({ config }: Shown['run']): string =>
  !config || isLogLoss(config.loss) ? t('Loss, nats') : objective(config.loss).title;

const l2Of = ({ config }: Shown['run']): { l2: number } => ({ l2: config?.optimiser.l2 ?? 0 });

/** Whether the batches of a run of an earlier version have the L2 penalty, which its validation does not. */
const hasPenalty = (run: Shown['run']): boolean =>
  trainedHere(run).some((record) => trainLossAlone(record, l2Of(run)) === null);

/** The epochs of a run that was trained here, each with its losses; those of other programs are left out. */
const trainedHere = ({ epochs }: Shown['run']): EpochRecord[] =>
  epochs.filter((epoch): epoch is EpochRecord => epoch.trainLoss !== undefined);

/** An epoch a row. Losses are those trained on, without the penalty but for `train_objective`; log losses are in nats. */
export const curvesSheet = ({ run }: Shown): Sheet | null =>
  trainedHere(run).length === 0
    ? null
    : sheetOf(t('Epochs'), trainedHere(run), [
        numberColumn('epoch', t('Epoch'), (record) => record.epoch),
        numberColumn('step', t('Batches'), (record) => record.step),
        numberColumn('train_loss', t('Training loss'), (record) => trainLossAlone(record, l2Of(run)), decimal),
        ...(l2Of(run).l2 > 0
          ? [
              numberColumn(
                'train_objective',
                t('Training loss with penalty'),
                (it: EpochRecord) => it.trainLoss,
                decimal,
              ),
            ]
          : []),
        numberColumn('train_accuracy', t('Training accuracy'), (record) => record.trainAccuracy, accuracy),
        numberColumn('validation_loss', t('Validation loss'), (record) => record.validationLoss, decimal),
        numberColumn('validation_accuracy', t('Validation accuracy'), (it) => it.validationAccuracy, accuracy),
        numberColumn(
          'validation_log_loss',
          t('Validation log loss, nats'),
          (it) => it.validationLogLoss ?? null,
          decimal,
        ),
        numberColumn('test_loss', t('Test loss'), (record) => record.testLoss, decimal),
        numberColumn('test_log_loss', t('Test log loss, nats'), (record) => record.testLogLoss ?? null, decimal),
        numberColumn('test_accuracy', t('Test accuracy'), (record) => record.testAccuracy, accuracy),
        numberColumn('seconds', t('Time'), (record) => record.seconds, seconds),
      ]);
