import type { LabCurve, LabRow } from '@surprisal/core';
import type { ComponentChildren } from 'preact';
import { Select } from '../shared/field.js';
import { accuracy, count, decimal, percent, plain } from '../shared/format.js';
import { Plot, type Line } from '../shared/plot.js';
import { plural, t } from '../shared/strings.js';
import { Table, type Column } from '../shared/table.js';
import { logRange } from '../shared/ticks.js';
import { looks, nameOf } from './names.js';
import { bestRows, changeView, commonRate, lab, sameRows, seeds, state, target } from './state.js';
import './charts.css';

const HEIGHT = 260;
/** The room that Chart.js keeps under the axis for its numbers, and above the plot, px. */
const BELOW = 24;
const ABOVE = 4;
/** The least distance of two names at the ends of their lines, px. */
const APART = 16;

/** The losses side by side: at one rate, and each at its best. */
export const Charts = () => (
  <div class="charts">
    <Chart rows={sameRows.value} title={t('Same rate')}>
      <RateChoice />
    </Chart>
    <Chart rows={bestRows.value} title={t('Each at its best rate')}>
      <span class="muted clip">
        {t(
          '{0}, chosen on the validation part',
          bestRows.value.map(({ rate }) => (rate === null ? t('none') : plain(rate))).join(', '),
        )}
      </span>
    </Chart>
  </div>
);

function RateChoice() {
  const rates = [...(lab.value?.plan.rates ?? [])].sort((a, b) => a - b);
  return (
    <Select
      label={t('Rate')}
      value={String(commonRate.value)}
      options={rates.map((rate) => ({ value: String(rate), label: plain(rate) }))}
      onChange={(rate) => changeView({ rate: Number(rate) })}
    />
  );
}

interface ChartProps {
  rows: readonly LabRow[];
  title: string;
  children: ComponentChildren;
}

function Chart({ rows, title, children }: ChartProps) {
  const { plan } = lab.value!;
  const loss = state.value!.view.curves === 'loss';
  const drawn = rows.flatMap((row) => {
    const curve = loss ? row.trainLoss : row.validation;
    return curve ? [{ row, curve, name: nameOf(plan.losses[row.loss]) }] : [];
  });
  const scale = loss ? lossScale(drawn.map(({ curve }) => curve)) : accuracyScale(drawn.map(({ curve }) => curve));
  const lines = drawn.flatMap(({ row, curve, name }): Line[] => {
    const points = (values: number[]) => values.map((y, i) => ({ x: i + 1, y }));
    const { role, dash } = looks[row.loss];
    const line: Line = { name, role, width: 1.5, points: points(curve.mean), ...(dash && { dash }) };
    if (seeds.value.length > 1) line.band = { low: curve.low, high: curve.high };
    if (loss || !row.epochs) return [line];
    return [line, { name: '', role, rings: true, points: [{ x: row.epochs.mean, y: target.value }] }];
  });
  const end = (curve: LabCurve) => curve.mean.at(-1) ?? 0;
  const text = (value: number) => (loss ? decimal(value) : accuracy(value));
  const said = drawn.map(({ name, curve, row }) =>
    plural(
      curve.mean.length,
      '{1}, rate {2}: {3} after {0} epoch',
      '{1}, rate {2}: {3} after {0} epochs',
      name,
      plain(row.rate!),
      text(end(curve)),
    ),
  );
  return (
    <section class="chart" aria-label={title}>
      <div class="chart-head">
        <h2>{title}</h2>
        {children}
      </div>
      <p class="muted small">
        {loss ? t('Training loss, each in its own unit: heights don’t compare') : t('Validation accuracy')}
        {seeds.value.length > 1 && t('; band: 95% interval of the mean of {0} seeds', count(seeds.value.length))}
      </p>
      <div class="with-names">
        <Plot
          lines={lines}
          x={{ max: plan.config.epochs, unit: t('epoch') }}
          y={scale}
          height={HEIGHT}
          label={[title, ...said].join('; ')}
          table={() => <CurveTable title={title} curves={drawn} text={text} />}
        />
        <Names
          ends={drawn.map(({ name, row, curve }) => ({
            name,
            role: looks[row.loss].role,
            at: place(end(curve), scale),
          }))}
        />
      </div>
    </section>
  );
}

type Scale = Parameters<typeof Plot>[0]['y'];

/** An axis from a round number below the end of every curve. The beginning of a curve may be cut off. */
function accuracyScale(curves: readonly LabCurve[]): Scale {
  const ends = curves.map(({ low }) => low.at(-1) ?? 0);
  const least = Math.min(...ends, target.value);
  const most = Math.max(0, ...curves.flatMap(({ high }) => high));
  const step = most - least > 0.35 ? 0.2 : most - least > 0.15 ? 0.1 : 0.05;
  const min = Math.max(0, Math.floor((least - step) / step + 1e-9) * step);
  const max = Math.min(1, Math.ceil(most / step - 1e-9) * step);
  const ticks = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, i) => min + i * step);
  return { min, max, ticks, format: (value) => percent(value, 0) };
}

const lossScale = (curves: readonly LabCurve[]): Scale => ({
  ...logRange(curves.flatMap(({ low, high }) => [...low, ...high])),
  logarithmic: true,
  format: plain,
});

/** How far down the plot a value lies, px. */
function place(value: number, { min, max, logarithmic }: Scale): number {
  const of = (x: number) => (logarithmic ? Math.log(x) : x);
  const share = (of(max) - of(Math.max(value, min))) / (of(max) - of(min));
  return ABOVE + share * (HEIGHT - ABOVE - BELOW);
}

/** Names at the end of their lines, moved apart where these end close together. */
function Names({ ends }: { ends: { name: string; role: string; at: number }[] }) {
  let last = -Infinity;
  const placed = [...ends]
    .sort((a, b) => a.at - b.at)
    .map((end) => ({ ...end, at: (last = Math.max(end.at, last + APART)) }));
  const over = Math.max(0, last + APART / 2 - HEIGHT);
  return (
    <div class="names" aria-hidden="true">
      {placed.map(({ name, role, at }) => (
        <span key={name} class={`clip ${role}`} style={{ top: `${at - over}px` }}>
          {name}
        </span>
      ))}
    </div>
  );
}

interface CurveTableProps {
  title: string;
  curves: { name: string; curve: LabCurve }[];
  text: (value: number) => string;
}

function CurveTable({ title, curves, text }: CurveTableProps) {
  const columns: Column<number>[] = [
    { id: 'epoch', head: t('Epoch'), cell: (epoch) => epoch },
    ...curves.map(({ name, curve: { mean, low, high } }): Column<number> => ({
      id: name,
      head: name,
      align: 'right',
      cell: (epoch) => t('{0} ({1} to {2})', ...[mean, low, high].map((values) => text(values[epoch - 1]))),
    })),
  ];
  const epochs = (curves[0]?.curve.mean ?? []).map((_, i) => i + 1);
  return <Table label={title} columns={columns} rows={epochs} rowId={(epoch) => epoch} />;
}
