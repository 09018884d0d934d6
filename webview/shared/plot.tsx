import type { Chart, ChartConfiguration, ChartDataset, Point } from 'chart.js';
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type * as chartLibrary from './chartLibrary.js';
import { attempt } from './failure.js';
import { css, roleColor, themeVersion, type Role } from './theme.js';
import { visible } from './host.js';
import { textWidth } from './media.js';
import { logTicks, unitTicks, type UnitAxis } from './ticks.js';

export interface Line {
  name: string;
  role: Role;
  points: Point[];
  /** A dot on each point. */
  dots?: boolean;
  /** How thick the line is, px. */
  width?: number;
  /** Lengths of dashes and gaps, px. Without them the line is solid. */
  dash?: readonly number[];
  /** Draws a ring at each point, and no line. */
  rings?: boolean;
  /** The lower and the upper edge of the band around the line, at the same places as `points`. */
  band?: { low: number[]; high: number[] };
}

interface PlotProps {
  lines: readonly Line[];
  x: UnitAxis;
  y: { min: number; max: number; logarithmic?: boolean; ticks?: number[]; format: (value: number) => string };
  height: number;
  /** The numbers of the chart, for people who do not see it. */
  label: string;
  /** The same numbers as a table, shown in place of the chart while `tables` is on. */
  table: () => ComponentChildren;
}

/** Every chart of the page as a table: T on one of them, since Alt and a letter open VS Code's menus. */
export const tables = signal(false);

const library = signal<typeof chartLibrary | null>(null);

/** Chart.js in the theme's colours. Nothing moves by itself, and a hidden page draws nothing. */
export function Plot(props: PlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  const chart = useRef<Chart<'line', Point[]> | null>(null);
  const theme = themeVersion.value;
  const shown = visible.value;
  const asTable = tables.value;
  const loaded = library.value;

  useEffect(() => {
    if (!canvas.current) return;
    if (!loaded) return attempt(import('./chartLibrary.js').then((it) => (library.value = it)));
    chart.current = new loaded.Chart(canvas.current, { type: 'line', data: { datasets: [] } });
    return () => {
      chart.current?.destroy();
      chart.current = null;
    };
  }, [asTable, loaded]);

  useEffect(() => {
    if (!shown || !chart.current) return;
    const { data, options } = configuration(props);
    chart.current.data = data;
    if (options) chart.current.options = options;
    chart.current.update('none');
  }, [props.lines, props.x.max, props.y.min, props.y.max, shown, theme, asTable, loaded]);

  useEffect(() => {
    if (pressed.current) (canvas.current ?? frame.current)?.focus();
    pressed.current = false;
  }, [asTable]);

  const press = (event: KeyboardEvent): void => {
    if (event.code !== 'KeyT' || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    pressed.current = true;
    tables.value = !asTable;
  };

  if (asTable)
    return (
      <div class="plot-table" ref={frame} role="group" aria-label={props.label} tabIndex={0} onKeyDown={press}>
        {props.table()}
      </div>
    );
  return (
    <div class="plot" style={{ height: `${props.height}px` }} onKeyDown={press}>
      <canvas ref={canvas} role="img" aria-label={props.label} aria-keyshortcuts="T" tabIndex={0} />
    </div>
  );
}

/** How wide the numbers of the y axis are, px. */
const AXIS = 38;

function configuration({ lines, x, y }: PlotProps): ChartConfiguration<'line', Point[]> {
  const style = getComputedStyle(document.body);
  const [text, muted] = [css(roleColor('text')), css(roleColor('muted'))];
  const grid = css(roleColor('text'), 0.12);
  const font = { family: style.fontFamily, size: 11 };
  let last = '';
  const yTicks = y.ticks ?? (y.logarithmic ? logTicks(y.min, y.max) : undefined);
  return {
    type: 'line',
    data: { datasets: lines.flatMap(datasets) },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      normalized: true,
      parsing: false,
      events: ['mousemove', 'mouseout'],
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: 4, right: 2 } },
      scales: {
        x: {
          type: 'linear',
          min: 0,
          max: x.max,
          grid: { display: false },
          border: { display: false },
          afterBuildTicks: (scale) => {
            const marks = unitTicks(x, scale.chart.width - AXIS, (words) => textWidth(words, '11px'));
            last = marks.last;
            scale.ticks = marks.ticks.map((value) => ({ value }));
          },
          ticks: {
            color: muted,
            font,
            align: 'inner',
            maxRotation: 0,
            autoSkip: false,
            padding: 2,
            callback: (value) => (value === x.max ? last : String(value)),
          },
        },
        y: {
          type: y.logarithmic ? 'logarithmic' : 'linear',
          min: y.min,
          max: y.max,
          grid: { color: grid, drawTicks: false },
          border: { display: false },
          afterBuildTicks: (scale) => {
            if (yTicks) scale.ticks = yTicks.map((value) => ({ value }));
          },
          afterFit: (scale) => {
            scale.width = AXIS;
          },
          ticks: { color: muted, font, padding: 6, autoSkip: false, callback: (value) => y.format(Number(value)) },
        },
      },
      plugins: {
        tooltip: {
          backgroundColor: style.getPropertyValue('--hover-page'),
          borderColor: style.getPropertyValue('--hover-border'),
          borderWidth: 1,
          titleColor: text,
          bodyColor: text,
          titleFont: { ...font, weight: 600 },
          bodyFont: font,
          padding: 6,
          cornerRadius: 3,
          displayColors: false,
          filter: (item) => item.dataset.label !== undefined,
          callbacks: {
            title: (items) => `${x.unit} ${Number((items[0]?.parsed.x ?? 0).toFixed(2))}`,
            label: (item) => `${item.dataset.label} ${y.format(item.parsed.y ?? NaN)}`,
          },
        },
      },
    },
  };
}

/** A place on the chart that is marked, over all lines, and answers no pointer. */
const ring = {
  label: undefined,
  showLine: false,
  borderWidth: 2,
  pointRadius: 4,
  pointHitRadius: 0,
  pointHoverRadius: 4,
  order: -1,
};

/** The line, and under it the two edges of its band, which have no name and answer no pointer. */
function datasets(line: Line): ChartDataset<'line', Point[]>[] {
  const color = roleColor(line.role);
  const edge = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0 };
  const at = (values: number[]): Point[] => values.map((y, i) => ({ x: line.points[i]?.x ?? 0, y }));
  const main: ChartDataset<'line', Point[]> = {
    label: line.name,
    data: line.points,
    borderColor: css(color),
    backgroundColor: css(color),
    borderWidth: line.width ?? (line.dots ? 2 : 1),
    borderJoinStyle: 'round',
    borderDash: [...(line.dash ?? [])],
    pointRadius: line.dots ? 1.5 : 0,
    pointHoverRadius: line.dots ? 3 : 2,
    ...(line.rings && { ...ring, backgroundColor: css(roleColor('page')) }),
  };
  if (!line.band) return [main];
  return [
    { ...edge, data: at(line.band.low) },
    { ...edge, data: at(line.band.high), fill: '-1', backgroundColor: css(color, 0.22) },
    main,
  ];
}
