import { computed, useComputed } from '@preact/signals';
import { isLogLoss, trainLossAlone, type EpochRecord } from '@surprisal/core';
import { accuracy, decimal, percent, plain } from '../shared/format.js';
import { textWidth, width } from '../shared/media.js';
import { Plot, type Line } from '../shared/plot.js';
import { columnsOf, epochPoints, type PixelColumn, type Curve } from '../shared/series.js';
import { t } from '../shared/strings.js';
import { Table, type Column } from '../shared/table.js';
import { logRange, rateTicks } from '../shared/ticks.js';
import { objective } from '../shared/objective.js';
import { curves, drawn, missing, run } from './state.js';

/** How wide a column of the training curve is, px. Every batch lies in a column. */
const COLUMN = 2.5;
const BESIDES = 74;
/** Lines, gaps and margins beside the words of a legend. */
const BETWEEN = 96;

/** The loss that is trained on, with its unit. */
const lossTitle = computed(() => {
  const loss = run.value?.config.loss;
  return !loss || isLogLoss(loss) ? t('Loss, nats') : objective(loss).title;
});

/** Which words of a chart's head find room; a wide font has less of it. */
const room = computed<'all' | 'shortLegend' | 'short'>(() => {
  const title = textWidth(lossTitle.value, '600 13px') + BETWEEN;
  const legend = (training: string, validation: string) => textWidth(`${training} 99.9% ${validation} 99.9%`, '11px');
  if (title + legend(t('training'), t('validation')) <= width.value) return 'all';
  return title + legend(t('train'), t('valid.')) <= width.value ? 'shortLegend' : 'short';
});

interface Measured {
  training: PixelColumn[];
  /** Of the last epoch, or of the batches of the first, as long as that is under way. */
  mean: { x: number; y: number } | null;
  validation: { x: number; y: number }[];
  /** The last of it, also where it is no number that has a place on the axis. */
  held: { x: number; y: number } | null;
  lines: Line[];
}

export const ChartsPart = () => (
  <>
    <LossChart />
    <AccuracyChart />
    {missing.value !== undefined && <p class="muted missing">{missing.value}</p>}
  </>
);

function measure(
  curve: Curve,
  trainingOf: (record: EpochRecord) => number,
  held: 'validationLoss' | 'validationAccuracy',
): Measured {
  const { value: shown } = run;
  const epochs = shown?.config.epochs ?? 1;
  const perEpoch = shown?.batchesPerEpoch || 1;
  const columns = Math.max(40, Math.floor((width.value - BESIDES) / COLUMN));
  const training = columnsOf(curve.read(), epochs * perEpoch, columns, 1 / perEpoch);
  const validation = epochPoints(shown?.epochs ?? [], held);
  const band = { low: training.map(({ low }) => low), high: training.map(({ high }) => high) };
  const lines: Line[] = [
    { name: t('training'), role: 'muted', points: training.map(({ x, mean }) => ({ x, y: mean })), band },
    { name: t('validation'), role: 'right', points: validation, dots: true },
  ];
  const last = shown?.epochs.at(-1);
  const mean = last ? { x: last.epoch, y: trainingOf(last) } : meanSoFar(curve.read(), perEpoch);
  const value = last?.[held] ?? null;
  return { training, mean, validation, held: last && value !== null ? { x: last.epoch, y: value } : null, lines };
}

/** Batches are of one size, but for the last of an epoch. */
function meanSoFar(values: Float32Array, perEpoch: number): Measured['mean'] {
  const known = values.filter(Number.isFinite);
  return known.length === 0
    ? null
    : { x: values.length / perEpoch, y: known.reduce((sum, each) => sum + each, 0) / known.length };
}

/** Records of earlier versions hold the loss with the L2 penalty alone, and so do their batches. */
const withPenalty = computed(() => {
  const { value } = run;
  return value !== null && value.epochs.some((record) => trainLossAlone(record, value.config.optimiser) === null);
});

function LossChart() {
  const measured = useComputed(
    () => (
      drawn.value,
      measure(curves.loss, (record) => record.trainLossWithoutPenalty ?? record.trainLoss, 'validationLoss')
    ),
  ).value;
  const { training, validation } = measured;
  const range = logRange([...training.flatMap(({ low, high }) => [low, high]), ...validation.map(({ y }) => y)]);
  return (
    <Chart
      title={lossTitle.value}
      loss
      short={t('Loss')}
      measured={measured}
      format={(value) => decimal(value)}
      y={{ ...range, logarithmic: true, format: axisText }}
      height={98}
    />
  );
}

/** Marks of the axis of a loss, which a run that diverged takes to any power of ten. */
const axisText = (value: number): string =>
  value < 5e-4 || value >= 1e5 ? value.toExponential().replace('e+', 'e') : plain(value);

function AccuracyChart() {
  const measured = useComputed(
    () => (drawn.value, measure(curves.accuracy, (record) => record.trainAccuracy, 'validationAccuracy')),
  ).value;
  const epochs = run.value?.epochs ?? [];
  const least = epochs.map((record) => record.validationAccuracy ?? record.trainAccuracy);
  const ticks = rateTicks(least.length > 0 ? Math.min(...least) : null);
  return (
    <Chart
      title={t('Accuracy')}
      short={t('Acc.')}
      measured={measured}
      format={(value) => percent(value)}
      y={{ min: ticks[0] ?? 0, max: 1, ticks, format: (value) => percent(value, 0) }}
      height={90}
    />
  );
}

interface ChartProps {
  title: string;
  loss?: boolean;
  short: string;
  measured: Measured;
  y: Parameters<typeof Plot>[0]['y'];
  format: (value: number) => string;
  height: number;
}

function Chart({ title, loss = false, short, measured, y, format, height }: ChartProps) {
  const epochs = run.value?.config.epochs ?? 1;
  const training = measured.mean;
  const penalty = loss && withPenalty.value;
  const validation = measured.held;
  const said = [
    title,
    training &&
      (penalty
        ? t('training with penalty {0} at epoch {1}', format(training.y), epochText(training.x))
        : t('training {0} at epoch {1}', format(training.y), epochText(training.x))),
    validation && t('validation {0} at epoch {1}', format(validation.y), validation.x),
  ];
  return (
    <div class="chart">
      <div class="chart-head">
        <h2 title={title}>{room.value === 'short' ? short : title}</h2>
        {training && (
          <span class="key numbers" title={trainingMeaning(loss, penalty)}>
            <i class="line" />
            <span class="muted clip">
              {room.value === 'all' && !penalty ? t('training') : penalty ? t('with penalty') : t('train')}
            </span>
            <span>{format(training.y)}</span>
          </span>
        )}
        {validation && (
          <span class="key numbers">
            <i class="line thick" />
            <span class="muted clip">{room.value === 'all' ? t('validation') : t('valid.')}</span>
            <span>{format(validation.y)}</span>
          </span>
        )}
      </div>
      <Plot
        lines={measured.lines}
        x={{ max: epochs, unit: t('epoch'), short: t('ep.') }}
        y={y}
        height={height}
        label={said.filter(Boolean).join('; ')}
        table={() => <EpochTable title={title} loss={loss} />}
      />
    </div>
  );
}

const epochText = (x: number): string => (Number.isInteger(x) ? String(x) : decimal(x, 1));

/** What the number beside the training curve is. */
const trainingMeaning = (loss: boolean, penalty: boolean): string =>
  !loss
    ? t('Mean over the batches of the last whole epoch')
    : penalty
      ? t('Mean over the batches of the last whole epoch, with the L2 penalty, which the validation loss does not have')
      : t('Mean over the batches of the last whole epoch, without the L2 penalty');

/** The same numbers as a table, an epoch a row. */
function EpochTable({ title, loss }: { title: string; loss: boolean }) {
  const text = (value: number | null) => (loss ? decimal(value) : accuracy(value));
  const columns: Column<EpochRecord>[] = [
    { id: 'epoch', head: t('Epoch'), cell: ({ epoch }) => epoch },
    {
      id: 'training',
      head: t('Training'),
      align: 'right',
      cell: ({ trainLossWithoutPenalty, trainLoss, trainAccuracy }) =>
        text(loss ? (trainLossWithoutPenalty ?? trainLoss) : trainAccuracy),
    },
    {
      id: 'validation',
      head: t('Validation'),
      align: 'right',
      cell: ({ validationLoss, validationAccuracy }) => text(loss ? validationLoss : validationAccuracy),
    },
  ];
  return <Table label={title} columns={columns} rows={run.value?.epochs ?? []} rowId={({ epoch }) => epoch} />;
}
