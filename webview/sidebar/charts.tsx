import { computed, useComputed } from '@preact/signals';
import type { EpochRecord } from '@surprisal/core';
import { accuracy, decimal, percent, plain } from '../shared/format.js';
import { textWidth, width } from '../shared/media.js';
import { Plot, type Line } from '../shared/plot.js';
import { columnsOf, type Column, type Curve } from '../shared/series.js';
import { t } from '../shared/strings.js';
import { logRange, rateTicks } from '../shared/ticks.js';
import { curves, drawn, missing, run } from './state.js';

/** How wide a column of the training curve is, px. Every batch lies in a column. */
const COLUMN = 2.5;
const BESIDES = 74;
/** Lines, gaps and margins beside the words of a legend. */
const BETWEEN = 96;

/** Which words of a chart's head find room; a wide font has less of it. */
const room = computed<'all' | 'shortLegend' | 'short'>(() => {
  const title = textWidth(t('Loss, nats'), '600 13px') + BETWEEN;
  const legend = (training: string, validation: string) => textWidth(`${training} 99.9% ${validation} 99.9%`, '11px');
  if (title + legend(t('training'), t('validation')) <= width.value) return 'all';
  return title + legend(t('train'), t('valid.')) <= width.value ? 'shortLegend' : 'short';
});

interface Measured {
  training: Column[];
  validation: { x: number; y: number }[];
  lines: Line[];
}

export const ChartsPart = () => (
  <>
    <LossChart />
    <AccuracyChart />
    {missing.value !== undefined && <p class="muted missing">{missing.value}</p>}
  </>
);

function measure(curve: Curve, validationOf: (record: EpochRecord) => number | null): Measured {
  const { value } = run;
  const epochs = value?.config.epochs ?? 1;
  const perEpoch = value?.batchesPerEpoch || 1;
  const columns = Math.max(40, Math.floor((width.value - BESIDES) / COLUMN));
  const training = columnsOf(curve.read(), epochs * perEpoch, columns, 1 / perEpoch);
  const validation = (value?.epochs ?? []).flatMap((record) => {
    const y = validationOf(record);
    return y === null || !Number.isFinite(y) ? [] : [{ x: record.epoch, y }];
  });
  const band = { low: training.map(({ low }) => low), high: training.map(({ high }) => high) };
  const lines: Line[] = [
    { name: t('training'), role: 'muted', points: training.map(({ x, mean }) => ({ x, y: mean })), band },
    { name: t('validation'), role: 'right', points: validation, dots: true },
  ];
  return { training, validation, lines };
}

function LossChart() {
  const measured = useComputed(() => (drawn.value, measure(curves.loss, (record) => record.validationLoss))).value;
  const { training, validation } = measured;
  const range = logRange([...training.flatMap(({ low, high }) => [low, high]), ...validation.map(({ y }) => y)]);
  return (
    <Chart
      title={t('Loss, nats')}
      short={t('Loss')}
      measured={measured}
      format={(value) => decimal(value)}
      y={{ ...range, logarithmic: true, format: (value) => (value < 5e-4 ? value.toExponential() : plain(value)) }}
      height={98}
    />
  );
}

function AccuracyChart() {
  const measured = useComputed(
    () => (drawn.value, measure(curves.accuracy, (record) => record.validationAccuracy)),
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
  short: string;
  measured: Measured;
  y: Parameters<typeof Plot>[0]['y'];
  format: (value: number) => string;
  height: number;
}

function Chart({ title, short, measured, y, format, height }: ChartProps) {
  const epochs = run.value?.config.epochs ?? 1;
  const training = measured.training.at(-1);
  const validation = measured.validation.at(-1);
  const said = [
    title,
    training && t('training {0} at epoch {1}', format(training.mean), decimal(training.x, 1)),
    validation && t('validation {0} at epoch {1}', format(validation.y), validation.x),
  ];
  return (
    <div class="chart">
      <div class="chart-head">
        <h2>{room.value === 'short' ? short : title}</h2>
        {training && (
          <span class="key numbers">
            <i class="line" />
            <span class="muted">{room.value === 'all' ? t('training') : t('train')}</span>
            <span>{format(training.mean)}</span>
          </span>
        )}
        {validation && (
          <span class="key numbers">
            <i class="line thick" />
            <span class="muted">{room.value === 'all' ? t('validation') : t('valid.')}</span>
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
        table={() => <EpochTable title={title} />}
      />
    </div>
  );
}

/** The same numbers as a table, an epoch a row. */
function EpochTable({ title }: { title: string }) {
  const loss = title === t('Loss, nats');
  const text = (value: number | null) => (loss ? decimal(value) : accuracy(value));
  const epochs = run.value?.epochs ?? [];
  return (
    <table class="table" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{t('Epoch')}</th>
          <th scope="col" class="right">
            {t('Training')}
          </th>
          <th scope="col" class="right">
            {t('Validation')}
          </th>
        </tr>
      </thead>
      <tbody>
        {epochs.map((record) => (
          <tr key={record.epoch}>
            <th scope="row">{record.epoch}</th>
            <td class="right">{text(loss ? record.trainLoss : record.trainAccuracy)}</td>
            <td class="right">{text(loss ? record.validationLoss : record.validationAccuracy)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
